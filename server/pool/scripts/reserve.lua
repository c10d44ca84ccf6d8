-- reserve: make the only number of a live hold the selection's own.
--
-- ARGV[1]  the command (steps/command.lua) with owner, token, collectBy, bannedUntil, next
-- Answers  reserved | holdGone
-- Events   plateReserved
--
-- include: keys clock event numbers holds command
local reply = early()
if reply then
  return reply
end

local hold = liveHold(command)
if not hold or #hold.addresses ~= 1 then
  return answerWith('holdGone', '{}', {})
end

dropHold(hold.token)
redis.call('HSET', OWNERS, hold.addresses[1], 'reserved ' .. command.selection)
redis.call('HSET', RESERVATIONS, command.selection,
  hold.addresses[1] .. ' ' .. command.owner .. ' ' .. whole(command.bannedUntil))
redis.call('ZADD', COLLECTIONS, whole(command.collectBy), command.selection)
return commit('reserved', 'plateReserved', command.next, {}, {}, nil)
