-- captchaFailure(): why the captcha that came with the command does not serve, or nil. Another selection's captcha, and one
-- that was issued before the opening (COMP-5), is as good as none, and stays as it is.
local function captchaFailure()
  local selection, digest, expiresAt, issuedAt =
    string.match(redis.call('GET', CAPTCHA) or '', '^(%S+) (%S+) (%d+) ?(%d*)$')
  if selection ~= command.selection or now >= tonumber(expiresAt)
    or (tonumber(issuedAt) or 0) < command.captchaFrom then
    return 'captchaSpent'
  end
  local worked = command.captcha.digest == cjson.null
  if not worked and command.captcha.digest ~= digest then
    return 'captchaWrong'
  end
  return nil
end

-- spendCaptcha(failure): a captcha serves once, also when it was answered wrongly.
local function spendCaptcha(failure)
  if failure ~= 'captchaSpent' then
    redis.call('DEL', CAPTCHA)
  end
end
