-- count(state, by): how many numbers are withheld, or registered: what cannot be told from the length of a key. Only
-- figures.lua and sums.lua begin to count, so that a pool which is older than the counting is counted whole first.
local function count(state, by)
  if redis.call('HEXISTS', META, state) == 1 then
    redis.call('HINCRBY', META, state, by)
  end
end

-- beginCounting(): once in a pool's life, before anything else of this version. In an older one the withheld numbers
-- still have 'withheld' for an owner: they go into their row.
local function beginCounting()
  if redis.call('HGET', META, 'form') == '2' then
    return
  end
  local registered = 0
  local owners = redis.call('HGETALL', OWNERS)
  for i = 1, #owners, 2 do
    if owners[i + 1] == 'withheld' then
      redis.call('SETBIT', WITHHELD, owners[i], 1)
      redis.call('HDEL', OWNERS, owners[i])
    elseif string.match(owners[i + 1], '^registered ') then
      registered = registered + 1
    end
  end
  redis.call('HSET', META, 'form', 2, 'withheld', redis.call('BITCOUNT', WITHHELD), 'registered', registered)
end
