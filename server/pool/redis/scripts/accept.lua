-- accept: begin a new epoch of the pool with the present data and by Redis's present clock, and count its numbers afresh.
-- It reads every owner.
--
-- ARGV[1]  the epoch to begin
-- Answers  1
-- Events   none
--
-- include: keys time now counts numbers bring-over
bringOver()
local counts = countOwners()
local free = redis.call('BITCOUNT', FREE)
redis.call('HSET', META, 'epoch', ARGV[1], 'accepted', ARGV[1], 'free', free,
  'opened', free + redis.call('HLEN', OWNERS) + counts.withheld,
  'withheld', counts.withheld, 'registered', counts.registered)
redis.call('HDEL', META, 'stopped', 'at')
return 1
