-- confirm: keep one number of a live hold until a new deadline; its other numbers are free again at once (DRAW-3).
--
-- ARGV[1]  the command (steps/command.lua) with token, keep, deadline, shownFor, next
-- Answers  confirmed | holdGone
-- Events   plateConfirmed
--
-- include: keys time now meta event numbers holds command
shownFor = command.shownFor
local reply = early()
if reply then
  return reply
end

local hold = liveHold(command)
local kept, others = {}, {}
for _, address in ipairs(hold and hold.addresses or {}) do
  local list = address == whole(command.keep) and kept or others
  list[#list + 1] = address
end
if #kept == 0 then
  return answerWith('holdGone', '{}')
end

free(others)
writeHold(command.token, command.selection, kept, command.deadline)
return commit('confirmed', 'plateConfirmed', NEXT, {}, others,
  { token = command.token, addresses = kept, deadline = command.deadline })
