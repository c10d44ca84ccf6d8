-- tally: how many numbers are in each state, counted afresh. For checks: it reads every owner.
--
-- Answers  { opened, free, held, reserved, registered, withheld }; a number on its way back counts as withheld
-- Events   none
--
-- include: keys
local counts = { held = 0, reserved = 0, registered = 0, withheld = 0, returning = 0 }
for _, owner in ipairs(redis.call('HVALS', OWNERS)) do
  local state = string.match(owner, '^%a+')
  counts[state] = counts[state] + 1
end
return {
  tonumber(redis.call('HGET', META, 'opened') or 0), redis.call('BITCOUNT', FREE),
  counts.held, counts.reserved, counts.registered, redis.call('BITCOUNT', WITHHELD) + counts.withheld + counts.returning,
}
