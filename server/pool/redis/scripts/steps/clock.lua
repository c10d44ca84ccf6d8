-- now: the one instant that a script judges by, in ms: Redis's clock, but never before the pool's last event. The clock of
-- a Redis that takes over may be behind, and what was over must not begin again.
local now = math.max(redisTime(), tonumber(redis.call('HGET', META, 'at') or 0))
