-- figures: the pool's figures at one instant, for operators. It reads every owner once in a pool's life: where the
-- withheld and the registered numbers have not been counted yet.
--
-- ARGV[1]  the last offset that the asking node has applied
-- Answers  { now, head of the stream, instant of the first event after that offset or '', holds, opened, free,
--            numbers that have an owner, reserved, registered, withheld, returning }
-- Events   none
--
-- include: keys time now counts
beginCounting()
local meta = redis.call('HMGET', META, 'offset', 'opened', 'free', 'registered', 'withheld')
local first = redis.call('XRANGE', EVENTS, '(' .. ARGV[1] .. '-0', '+', 'COUNT', 1)[1]
local at = ''
for i = 1, first and #first[2] or 0, 2 do
  if first[2][i] == 'at' then
    at = first[2][i + 1]
  end
end
return {
  whole(now), meta[1] or '0', at, redis.call('HLEN', HOLDS), meta[2] or '0', meta[3] or '0',
  redis.call('HLEN', OWNERS), redis.call('HLEN', RESERVATIONS), meta[4], meta[5], redis.call('ZCARD', RETURNS),
}
