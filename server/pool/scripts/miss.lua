-- miss: give back the numbers that were not collected by their last day, and ban their owners (DONE-4). The selection's
-- record is left alone: read after its last day, it says by itself that it was missed.
--
-- ARGV[1]  the most reservations to deal with in this call     ARGV[2]  the longest delay of a return, in ms
-- ARGV[3]  a seed for it
-- Answers  as noticed() in steps/due.lua
-- Events   a collectionMissed for each
--
-- include: keys clock event numbers reservations due
math.randomseed(ARGV[3])
local missed = {}
for i, selection in ipairs(dueIn(COLLECTIONS, ARGV[1])) do
  local reservation = readReservation(selection)
  local freed = giveBack({ reservation.address }, math.random(0, ARGV[2]))
  dropReservation(selection)
  redis.call('HSET', BANS, reservation.owner, reservation.bannedUntil)
  append('collectionMissed', {}, freed, { 'selection', selection })
  missed[i] = whole(reservation.collectBy)
end
return noticed(COLLECTIONS, missed)
