-- reserve: make the only number of a live hold the selection's own. A selection has one at most (ELIG-3): an earlier
-- reservation that was missed and not given back yet is given back first; otherwise its number would be lost.
--
-- ARGV[1]  the command (steps/command.lua) with owner, token, collectBy, bannedUntil, returnAfter, shownFor, next
-- Answers  reserved | reservedAlready | holdGone
-- Events   plateReserved; before it collectionMissed, where an earlier reservation was missed
--
-- include: keys time now meta event numbers holds command bans reservations
shownFor = command.shownFor
local reply = early()
if reply then
  return reply
end

local hold = liveHold(command)
if not hold or #hold.addresses ~= 1 then
  return answerWith('holdGone', '{}')
end
local earlier = readReservation(command.selection)
if earlier and stands(earlier) then
  return answerWith('reservedAlready', '{}')
end

if earlier then
  miss(earlier, command.returnAfter)
end
dropHold(hold.token)
redis.call('HSET', OWNERS, hold.addresses[1], 'reserved ' .. command.selection)
writeReservation(command.selection, hold.addresses[1], command.owner, command.collectBy, command.bannedUntil)
return commit('reserved', 'plateReserved', NEXT, {}, {}, nil)
