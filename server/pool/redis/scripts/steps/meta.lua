-- The fields of META, read once: the pool's epoch (false where it has none yet), the offset of its last event, and how
-- many numbers are free. A change of these is a change of the pool; append() writes them with its event.
local epoch, offset, freeCount = unpack(redis.call('HMGET', META, 'epoch', 'offset', 'free'))
offset, freeCount = tonumber(offset or 0), tonumber(freeCount or 0)
