-- release: free the numbers of a selection's live hold.
--
-- ARGV[1]  the command (steps/command.lua) with token, returnAfter, shownFor, next
-- Answers  released | holdGone
-- Events   holdReleased
--
-- include: keys time now meta event numbers holds command
shownFor = command.shownFor
local reply = early()
if reply then
  return reply
end

local hold = liveHold(command)
if not hold then
  return answerWith('holdGone', '{}')
end

local freed = giveBack(hold.addresses, command.returnAfter)
dropHold(hold.token)
return commit('released', 'holdReleased', NEXT, {}, freed, nil)
