-- banOf(owner): when an owner's ban ends, or nil where there is none (ELIG-4). One that has ended is none.
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

-- refuseBanned(ends): remembers that the command came during a ban.
local function refuseBanned(ends)
  return answerWith('banned', cjson.encode({ ['until'] = whole(ends) }))
end
