-- banned(): when the ban of the command's owner ends, or nil where there is none (ELIG-4).
local function banned()
  local ends = tonumber(redis.call('HGET', BANS, command.owner))
  return ends and now < ends and ends or nil
end

-- refuseBanned(ends): remembers that the command came during a ban.
local function refuseBanned(ends)
  return answerWith('banned', cjson.encode({ ['until'] = whole(ends) }), {})
end
