-- lapse: give back the numbers of holds that are due, earliest first.
--
-- ARGV[1]  the most holds to deal with in this call     ARGV[2]  the longest delay of a return, in ms
-- ARGV[3]  a seed for it
-- Answers  as noticed() in steps/due.lua
-- Events   a holdLapsed for each
--
-- include: keys clock event numbers holds due
math.randomseed(ARGV[3])
local lapsed = {}
for i, token in ipairs(dueIn(DEADLINES, ARGV[1])) do
  local hold = readHold(token)
  lapse(hold, math.random(0, ARGV[2]))
  lapsed[i] = whole(hold.deadline)
end
return noticed(DEADLINES, lapsed)
