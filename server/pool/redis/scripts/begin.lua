-- begin: begin the pool's first epoch, without a block yet.
--
-- ARGV[1]  the epoch to begin
-- Answers  begun | begunAlready | stopped
-- Events   none
--
-- include: keys time now meta
if epoch then
  return 'begunAlready'
end
if redis.call('HEXISTS', META, 'stopped') == 1 then
  return 'stopped'
end
redis.call('HSET', META, 'epoch', ARGV[1])
return 'begun'
