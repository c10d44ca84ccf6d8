-- redisTime(): one reading of Redis's clock, in ms. TIME moves inside a script, so a script reads it once.
local function redisTime()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

-- whole(n): a whole number as text; tostring would round beyond 14 digits.
local function whole(n)
  return string.format('%d', n)
end
