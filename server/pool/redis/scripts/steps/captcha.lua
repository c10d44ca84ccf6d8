-- captchaFailure(): why the command's captcha does not serve, or nil. A captcha of another selection, or one issued
-- before the opening (COMP-5), counts as spent and is left alone.
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

-- spendCaptcha(failure): uses the captcha up; a wrong answer uses it up too.
local function spendCaptcha(failure)
  if failure ~= 'captchaSpent' then
    redis.call('DEL', CAPTCHA)
  end
end
