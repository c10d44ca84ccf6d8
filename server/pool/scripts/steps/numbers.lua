-- take(addresses, owner), free(addresses), giveBack(addresses, delay): move numbers out of and into the free row, and
-- count them; the event of the change writes the count.
local function take(addresses, owner)
  for _, address in ipairs(addresses) do
    redis.call('SETBIT', FREE, address, 0)
    redis.call('HSET', OWNERS, address, owner)
  end
  freeCount = freeCount - #addresses
end

local function free(addresses)
  for _, address in ipairs(addresses) do
    redis.call('SETBIT', FREE, address, 1)
  end
  -- In one call, but for what Lua's stack cannot hold.
  for i = 1, #addresses, 1000 do
    redis.call('HDEL', OWNERS, unpack(addresses, i, math.min(i + 999, #addresses)))
  end
  freeCount = freeCount + #addresses
end

-- giveBack: numbers that were somebody's become free, after a delay in ms so that nobody can lie in wait for them
-- (POOL-5). Answers those that are free at once, for the event.
local function giveBack(addresses, delay)
  if delay == 0 then
    free(addresses)
    return addresses
  end
  for _, address in ipairs(addresses) do
    redis.call('HSET', OWNERS, address, 'returning')
    redis.call('ZADD', RETURNS, whole(now + delay), address)
  end
  return {}
end
