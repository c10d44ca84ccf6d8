-- claim-command: whether a command is to be done now: it is new, or whoever began it has not come back in time.
--
-- KEYS     answers, answered
-- ARGV     id, digest, how long whoever began it may take (ms), how many answers are kept
-- Answers  { yours } | { underWay } | { commandReused } | { done, sealed answer }
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local kept = redis.call('HGET', KEYS[1], ARGV[1])
if kept then
  local digest, state, rest = string.match(kept, '^(%S+) (%S+) (%S+)$')
  if digest ~= ARGV[2] then
    return { 'commandReused' }
  end
  if state == 'done' then
    return { 'done', rest }
  end
  if now - tonumber(rest) < tonumber(ARGV[3]) then
    return { 'underWay' }
  end
else
  redis.call('LPUSH', KEYS[2], ARGV[1])
  while redis.call('LLEN', KEYS[2]) > tonumber(ARGV[4]) do
    redis.call('HDEL', KEYS[1], redis.call('RPOP', KEYS[2]))
  end
end
redis.call('HSET', KEYS[1], ARGV[1], string.format('%s begun %.0f', ARGV[2], now))
return { 'yours' }
