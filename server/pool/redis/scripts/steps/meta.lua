-- What META says, read once: the pool's epoch (false where it has none yet), the offset of its last event, and how many
-- numbers are free. Whatever changes these changes the pool, so it has an event, and append() writes them.
local epoch, offset, freeCount = unpack(redis.call('HMGET', META, 'epoch', 'offset', 'free'))
offset, freeCount = tonumber(offset or 0), tonumber(freeCount or 0)
