-- banOf(owner): when an owner's ban ends, or nil without a ban in force (ELIG-4).
local function banOf(owner)
  local ends = tonumber(redis.call('HGET', BANS, owner))
  return ends and now < ends and ends or nil
end

-- ban(owner, ends): bans an owner until an instant. Of two bans the one that ends later counts.
local function ban(owner, ends)
  if tonumber(redis.call('HGET', BANS, owner) or 0) < tonumber(ends) then
    redis.call('HSET', BANS, owner, ends)
  end
end

-- refuseBanned(ends): refuses the command because of a ban, and remembers that answer.
local function refuseBanned(ends)
  return answerWith('banned', cjson.encode({ ['until'] = whole(ends) }))
end
