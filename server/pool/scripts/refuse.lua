-- refuse: change nothing, and remember that the command was refused, so that sent again it gets the same answer.
--
-- ARGV[1]  the command (steps/command.lua) with answer
-- Answers  refused
-- Events   none
--
-- include: keys clock event command
local reply = early()
if reply then
  return reply
end
return remember('refused', command.answer, {})
