-- count(state, by): changes the count of withheld or of registered numbers, which no key's length tells. It does
-- nothing until the pool has been counted as a whole (beginCounting), because a pool of an older version has no counts.
local function count(state, by)
  if redis.call('HEXISTS', META, state) == 1 then
    redis.call('HINCRBY', META, state, by)
  end
end

-- countOwners(): how many numbers are registered, and how many are withheld. An older version writes 'withheld' as an
-- owner; those numbers count too.
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
