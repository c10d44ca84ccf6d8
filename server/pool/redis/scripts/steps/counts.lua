-- count(state, by): how many numbers are withheld, or registered: what cannot be told from the length of a key. Only
-- figures.lua and sums.lua begin to count, so that a pool which is older than the counting is counted whole first.
local function count(state, by)
  if redis.call('HEXISTS', META, state) == 1 then
    redis.call('HINCRBY', META, state, by)
  end
end

-- countOwners(): how many numbers are registered, and how many are withheld; of the latter some may still have 'withheld'
-- for an owner, as in a pool of an older version.
local function countOwners()
  local counts = { withheld = redis.call('BITCOUNT', WITHHELD), registered = 0 }
  for _, owner in ipairs(redis.call('HVALS', OWNERS)) do
    local state = string.match(owner, '^%a+')
    counts[state] = (counts[state] or 0) + 1
  end
  return counts
end

local function beginCounting()
  if redis.call('HEXISTS', META, 'withheld') == 1 then
    return
  end
  local counts = countOwners()
  redis.call('HSET', META, 'withheld', counts.withheld, 'registered', counts.registered)
end
