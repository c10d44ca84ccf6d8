-- setBits writes bits that lie near one another as one run of bytes, which takes less of Redis's file than an argument
-- for each bit. A run has at least ENOUGH bits, at most APART bytes for each, and at most LONGEST bytes in all (Lua's
-- stack holds 8,000 values).
local ENOUGH, APART, LONGEST = 64, 16, 4000

local function setBytes(row, addresses, first, last, low, high, value)
  local bytes = { string.byte(redis.call('GETRANGE', row, low, high), 1, -1) }
  for i = #bytes + 1, high - low + 1 do
    bytes[i] = 0
  end
  for i = first, last do
    local at = math.floor(addresses[i] / 8) - low + 1
    local mask = bit.rshift(0x80, addresses[i] % 8)
    bytes[at] = value == 1 and bit.bor(bytes[at], mask) or bit.band(bytes[at], bit.bnot(mask))
  end
  redis.call('SETRANGE', row, low, string.char(unpack(bytes)))
end

-- setBits(row, addresses, value): writes one value for all addresses, in batches that Lua's stack holds.
local function setBits(row, addresses, value)
  if #addresses == 1 then
    redis.call('SETBIT', row, addresses[1], value)
    return
  end
  for first = 1, #addresses, 1000 do
    local last = math.min(first + 999, #addresses)
    local low, high = math.huge, 0
    for i = first, last do
      local byte = math.floor(addresses[i] / 8)
      low, high = math.min(low, byte), math.max(high, byte)
    end
    local many = last - first + 1
    if many >= ENOUGH and high - low < math.min(APART * many, LONGEST) then
      setBytes(row, addresses, first, last, low, high, value)
    else
      local words = {}
      for i = first, last do
        local n = #words
        words[n + 1], words[n + 2], words[n + 3], words[n + 4] = 'SET', 'u1', addresses[i], value
      end
      redis.call('BITFIELD', row, unpack(words))
    end
  end
end

-- shownFor: for how long, in ms, numbers that become free are shown before anyone can hold one of them by its number.
-- The script sets it from its arguments.
local shownFor = 0

-- show(addresses): lets everyone see freed numbers before anyone can have them (POOL-5): a person who watches a key has
-- the same chance as a program that asks for the number again and again.
local function show(addresses)
  if shownFor == 0 then
    return
  end
  redis.call('ZREMRANGEBYSCORE', SHOWN, '-inf', whole(now))
  for first = 1, #addresses, 1000 do
    local words = {}
    for i = first, math.min(first + 999, #addresses) do
      local n = #words
      words[n + 1], words[n + 2] = whole(now + shownFor), addresses[i]
    end
    redis.call('ZADD', SHOWN, unpack(words))
  end
end

-- shownUntil(address): the instant from which a free number can be held, or nil where that is now.
local function shownUntil(address)
  local instant = tonumber(redis.call('ZSCORE', SHOWN, address) or 0)
  return now < instant and instant or nil
end

-- take(addresses, owner), free(addresses), giveBack(addresses, delay), withhold(addresses), unwithhold(addresses): move
-- numbers out of and into the free row, and count them; the event of the change writes the count.
local function take(addresses, owner)
  setBits(FREE, addresses, 0)
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
  setBits(FREE, addresses, 1)
  for first = 1, #addresses, 1000 do
    redis.call('HDEL', OWNERS, unpack(addresses, first, math.min(first + 999, #addresses)))
  end
  freeCount = freeCount + #addresses
  show(addresses)
end

-- giveBack: frees the numbers of an owner after a delay, in ms, so that nobody can lie in wait for them (POOL-5).
-- Returns the addresses that are free at once, for the event.
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

local function withhold(addresses)
  setBits(FREE, addresses, 0)
  setBits(WITHHELD, addresses, 1)
  freeCount = freeCount - #addresses
end

local function unwithhold(addresses)
  setBits(WITHHELD, addresses, 0)
  setBits(FREE, addresses, 1)
  freeCount = freeCount + #addresses
  show(addresses)
end
