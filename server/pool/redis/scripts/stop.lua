-- stop: end the pool's epoch. From now on the scripts refuse every node, until an operator accepts the data.
--
-- ARGV[1]  why     ARGV[2]  the epoch that was found, or '' where there was none
-- Answers  1, or 0 where the pool has another epoch by now
-- Events   none
--
-- include: keys time now meta
if (epoch or '') ~= ARGV[2] then
  return 0
end
redis.call('HSET', META, 'stopped', ARGV[1])
redis.call('HDEL', META, 'epoch')
return 1
