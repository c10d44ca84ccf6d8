-- sums: the counts that must add up (POOL-4). They stay cheap in a pool of any size: only the addresses of live holds
-- are counted one by one.
--
-- Answers  { opened, free by the count, free by the row, owned, held, reserved, registered, withheld by the count,
--            withheld by the row, returning, holds, deadlines, collections }
-- Events   none
-- Where more numbers have an owner than these counts explain, the withheld ones among them move into their row.
--
-- include: keys time now counts numbers bring-over
beginCounting()
local meta = redis.call('HMGET', META, 'opened', 'free', 'registered', 'withheld')
local held = 0
for _, text in ipairs(redis.call('HVALS', HOLDS)) do
  held = held + 1 + select(2, string.gsub(text, ',', ','))
end
local owned = held + redis.call('HLEN', RESERVATIONS) + meta[3] + redis.call('ZCARD', RETURNS)
if redis.call('HLEN', OWNERS) > owned then
  bringOver()
end
return {
  meta[1] or '0', meta[2] or '0', redis.call('BITCOUNT', FREE), redis.call('HLEN', OWNERS), held,
  redis.call('HLEN', RESERVATIONS), meta[3], meta[4], redis.call('BITCOUNT', WITHHELD), redis.call('ZCARD', RETURNS),
  redis.call('HLEN', HOLDS), redis.call('ZCARD', DEADLINES), redis.call('ZCARD', COLLECTIONS),
}
