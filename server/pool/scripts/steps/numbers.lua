-- take(addresses, owner), free(addresses), giveBack(addresses, delay): move numbers out of and into the free row, and
-- keep its count.
local function take(addresses, owner)
  for _, address in ipairs(addresses) do
    redis.call('SETBIT', FREE, address, 0)
    redis.call('HSET', OWNERS, address, owner)
  end
  -- Not -#addresses: Lua writes minus nought as -0, which Redis does not read.
  redis.call('HINCRBY', META, 'free', 0 - #addresses)
end

local function free(addresses)
  for _, address in ipairs(addresses) do
    redis.call('SETBIT', FREE, address, 1)
    redis.call('HDEL', OWNERS, address)
  end
  redis.call('HINCRBY', META, 'free', #addresses)
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

-- count(state, by): how many numbers are withheld, or registered: what cannot be told from the length of a key. Only
-- figures.lua begins to count, so that a pool which is older than the counting is counted whole first.
local function count(state, by)
  if redis.call('HEXISTS', META, state) == 1 then
    redis.call('HINCRBY', META, state, by)
  end
end

local function beginCounting()
  if redis.call('HEXISTS', META, 'withheld') == 1 then
    return
  end
  local counts = { withheld = 0, registered = 0 }
  for _, owner in ipairs(redis.call('HVALS', OWNERS)) do
    local state = string.match(owner, '^%a+')
    counts[state] = (counts[state] or 0) + 1
  end
  redis.call('HSET', META, 'withheld', counts.withheld, 'registered', counts.registered)
end
