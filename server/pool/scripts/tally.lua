-- tally: how many numbers are in each state, counted and not remembered. For checks: it reads every owner.
--
-- Answers  { opened, free, held, reserved }
-- Events   none
--
-- include: keys
local held, reserved = 0, 0
for _, owner in ipairs(redis.call('HVALS', OWNERS)) do
  if string.sub(owner, 1, 5) == 'held ' then
    held = held + 1
  else
    reserved = reserved + 1
  end
end
return { tonumber(redis.call('HGET', META, 'opened') or 0), redis.call('BITCOUNT', FREE), held, reserved }
