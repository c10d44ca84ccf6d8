-- hold: keep one number for one selection until a deadline.
--
-- ARGV[1]  the command (steps/command.lua) with captcha, number, token, deadline, ifHeld, ifTaken
-- Answers  held | taken | captchaWrong | captchaSpent
-- Events   plateHeld | tryUsed; before it holdLapsed, where the number's hold was due and nobody had noticed yet
--
-- include: keys clock event numbers holds command captcha
local reply = early()
if reply then
  return reply
end

local failure = captchaFailure()
local dueHold = dueHoldOn(command.number)
local isFree = dueHold ~= nil or redis.call('GETBIT', FREE, command.number) == 1

spendCaptcha(failure)
if failure then
  return remember(failure, '{}', {})
end
if dueHold then
  lapse(dueHold)
end
if not isFree then
  return commit('taken', 'tryUsed', command.ifTaken, {}, {}, nil)
end
local addresses = { whole(command.number) }
take(addresses, 'held ' .. command.token)
writeHold(command.token, command.selection, addresses, command.deadline)
return commit('held', 'plateHeld', command.ifHeld, addresses, {},
  { token = command.token, addresses = addresses, deadline = command.deadline })
