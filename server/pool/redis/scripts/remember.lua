-- remember: change nothing but remember the command's answer, so that a resend gets the same answer.
--
-- ARGV[1]  the command (steps/command.lua) with answer
-- Answers  remembered
-- Events   none
--
-- include: keys time now meta event command
local reply = early()
if reply then
  return reply
end
return answerWith('remembered', NEXT.answer)
