-- take(addresses, owner), free(addresses), giveBack(addresses, delay): move numbers out of and into the free row, and
-- count them; the event of the change writes the count. Many are moved in few calls, by as many as Lua's stack holds.
local function setBits(addresses, bit)
  if #addresses == 1 then
    redis.call('SETBIT', FREE, addresses[1], bit)
    return
  end
  for first = 1, #addresses, 1000 do
    local words = {}
    for i = first, math.min(first + 999, #addresses) do
      local n = #words
      words[n + 1], words[n + 2], words[n + 3], words[n + 4] = 'SET', 'u1', addresses[i], bit
    end
    redis.call('BITFIELD', FREE, unpack(words))
  end
end

local function take(addresses, owner)
  setBits(addresses, 0)
  for first = 1, #addresses, 1000 do
    local words = {}
    for i = first, math.min(first + 999, #addresses) do
      local n = #words
      words[n + 1], words[n + 2] = addresses[i], owner
    end
    redis.call('HSET', OWNERS, unpack(words))
  end
  freeCount = freeCount - #addresses
end

local function free(addresses)
  setBits(addresses, 1)
  for first = 1, #addresses, 1000 do
    redis.call('HDEL', OWNERS, unpack(addresses, first, math.min(first + 999, #addresses)))
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
