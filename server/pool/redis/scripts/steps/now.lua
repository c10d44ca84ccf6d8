-- now: the one instant that a script judges by, in ms: Redis's clock, but never before the pool's last event. The clock of
-- a Redis that takes over may be behind, and what was over must not begin again.
local clock = redisTime()
local now = math.max(clock, tonumber(redis.call('HGET', META, 'at') or 0))

-- toldNow(): now as replies tell it, and by how many ms Redis's clock is behind it where it is: `<now> <behind>`.
local function toldNow()
  return now == clock and whole(now) or whole(now) .. ' ' .. whole(now - clock)
end
