-- snapshot: the free numbers and their position in the events.
--
-- Answers  { now, epoch or '', offset, the row of free bits, each block's JSON in opening order }
-- Events   none
--
-- include: keys time now
local meta = redis.call('HMGET', META, 'epoch', 'offset')
return { toldNow(), meta[1] or '', meta[2] or '0', redis.call('GET', FREE) or '', redis.call('LRANGE', BLOCKS, 0, -1) }
