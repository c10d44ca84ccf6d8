-- now: the one reading of Redis's clock that a script judges by, in ms. TIME moves inside a script, so it is read once.
local function readClock()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end
local now = readClock()

-- whole(n): a whole number as text; tostring would round beyond 14 digits.
local function whole(n)
  return string.format('%d', n)
end
