-- miss: give back the numbers that were not collected by their last day, and ban their owners (DONE-4).
--
-- ARGV[1]  the most reservations to deal with in this call     ARGV[2]  the longest delay of a return, in ms
-- ARGV[3]  a seed for it
-- Answers  as noticed() in steps/due.lua
-- Events   a collectionMissed for each
--
-- include: keys clock meta event numbers bans reservations due
math.randomseed(ARGV[3])
local missed = {}
for i, selection in ipairs(dueIn(COLLECTIONS, ARGV[1])) do
  local reservation = readReservation(selection)
  miss(reservation, math.random(0, ARGV[2]))
  missed[i] = whole(reservation.collectBy)
end
return noticed(COLLECTIONS, missed)
