-- hold: keep one number for one selection until a deadline.
--
-- ARGV[1]  the command (steps/command.lua) with owner, captcha, captchaFrom, address, token, deadline, returnAfter,
--          shownFor, ifHeld, ifTaken
-- Answers  held | taken | banned | captchaWrong | captchaSpent;
--          { notYet, now, from } where the number has just become free, and can be held from that instant on: the command
--          is neither done nor remembered, and its captcha serves again
-- Events   plateHeld | tryUsed; before it holdLapsed, where the number's earlier hold was due and had not lapsed yet
--
-- Below, NEXT is ifHeld, and OTHERWISE ifTaken.
-- include: keys time now meta event numbers holds command captcha bans
shownFor = command.shownFor
local reply = early()
if reply then
  return reply
end

local bannedUntil = banOf(command.owner)
if bannedUntil then
  return refuseBanned(bannedUntil)
end
local failure = captchaFailure()
local dueHold = dueHoldOn(command.address)

if failure then
  spendCaptcha(failure)
  return answerWith(failure, '{}')
end
if dueHold then
  lapse(dueHold, command.returnAfter)
end
local isFree = redis.call('GETBIT', FREE, command.address) == 1
local from = isFree and shownUntil(command.address)
if from then
  return { 'notYet', toldNow(), whole(from) }
end
spendCaptcha(failure)
if not isFree then
  return commit('taken', 'tryUsed', OTHERWISE, {}, {}, nil)
end
local addresses = { whole(command.address) }
take(addresses, 'held ' .. command.token)
writeHold(command.token, command.selection, addresses, command.deadline)
return commit('held', 'plateHeld', NEXT, addresses, {},
  { token = command.token, addresses = addresses, deadline = command.deadline })
