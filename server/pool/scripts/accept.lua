-- accept: begin a new life of the pool with what is here, whatever it was before. What can be counted is counted afresh.
-- It reads every owner.
--
-- ARGV[1]  the epoch to begin
-- Answers  1
-- Events   none
--
-- include: keys clock
local registered = 0
for _, owner in ipairs(redis.call('HVALS', OWNERS)) do
  if string.match(owner, '^registered ') then
    registered = registered + 1
  end
end
local free, withheld = redis.call('BITCOUNT', FREE), redis.call('BITCOUNT', WITHHELD)
redis.call('HSET', META, 'epoch', ARGV[1], 'accepted', ARGV[1], 'free', free,
  'opened', free + redis.call('HLEN', OWNERS) + withheld, 'withheld', withheld, 'registered', registered)
redis.call('HDEL', META, 'stopped')
return 1
