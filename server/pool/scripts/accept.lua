-- accept: begin a new life of the pool with what is here, whatever it was before. What can be counted is counted afresh.
-- It reads every owner.
--
-- ARGV[1]  the epoch to begin
-- Answers  1
-- Events   none
--
-- include: keys clock
local states = { withheld = 0, registered = 0 }
for _, owner in ipairs(redis.call('HVALS', OWNERS)) do
  local state = string.match(owner, '^%a+')
  states[state] = (states[state] or 0) + 1
end
local free = redis.call('BITCOUNT', FREE)
redis.call('HSET', META, 'epoch', ARGV[1], 'accepted', ARGV[1], 'free', free,
  'opened', free + redis.call('HLEN', OWNERS), 'withheld', states.withheld, 'registered', states.registered)
redis.call('HDEL', META, 'stopped')
return 1
