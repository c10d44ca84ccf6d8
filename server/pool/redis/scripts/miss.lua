-- miss: give back the numbers that were not collected by their last day, and ban their owners (DONE-4).
--
-- ARGV[1…4]  the fence (steps/fence.lua)
-- ARGV[5]    the most reservations to deal with in this call
-- ARGV[6,7]  the shortest and the longest delay of a return, in ms     ARGV[8]  a seed for it
-- ARGV[9]    for how long numbers are shown before they can be held, in ms
-- Answers  as noticed() in steps/due-entries.lua
-- Events   a collectionMissed for each
--
-- include: keys time now meta fence event numbers bans reservations due-entries
if fenced then
  return nothing()
end
math.randomseed(ARGV[8])
shownFor = tonumber(ARGV[9])
local missed = {}
for i, selection in ipairs(dueIn(COLLECTIONS, ARGV[5])) do
  local reservation = readReservation(selection)
  miss(reservation, math.random(ARGV[6], ARGV[7]))
  missed[i] = whole(reservation.collectBy)
end
return noticed(COLLECTIONS, missed)
