-- draw: choose up to `count` numbers uniformly from all free ones, and keep them for one selection until a deadline.
-- Choosing happens here and not before: numbers chosen outside and booked afterwards collide, and a pool then looks
-- sold out when most of it is free.
--
-- ARGV[1]  the command (steps/command.lua) with owner, captcha, captchaFrom, count, seed, token, deadline, returnAfter,
--          shownFor, next
-- Answers  drawn | noneFree | banned | captchaWrong | captchaSpent
-- Events   platesDrawn; before it a holdLapsed for each of up to 64 holds that were due
--
-- include: keys time now meta event numbers holds command captcha bans due-entries choose
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
spendCaptcha(failure)
if failure then
  return answerWith(failure, '{}')
end
for _, token in ipairs(dueIn(DEADLINES, 64)) do
  lapse(readHold(token), command.returnAfter)
end
local count = math.min(command.count, freeCount)
if count == 0 then
  return answerWith('noneFree', '{}')
end
local nextAddress = choose(tonumber(redis.call('HGET', META, 'span')), command.seed)
local addresses = {}
for i = 1, count do
  addresses[i] = whole(nextAddress())
  take({ addresses[i] }, 'held ' .. command.token)
end
writeHold(command.token, command.selection, addresses, command.deadline)
return commit('drawn', 'platesDrawn', NEXT, addresses, {},
  { token = command.token, addresses = addresses, deadline = command.deadline })
