-- lift-ban: end an owner's ban now.
--
-- ARGV[1]  the owner
-- Answers  1, or 0 without a ban in force
-- Events   none
--
-- include: keys time now bans
local ends = banOf(ARGV[1])
redis.call('HDEL', BANS, ARGV[1])
return ends and 1 or 0
