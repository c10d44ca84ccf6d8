-- note: change a selection's record and no number. A hold stays.
--
-- ARGV[1]  the command (steps/command.lua) with next
-- Answers  noted
-- Events   selectionNoted
--
-- include: keys time now meta event numbers holds command
local reply = early()
if reply then
  return reply
end

local token = redis.call('HGET', SELECTION, 'token')
local hold = token and token ~= '' and readHold(token) or nil
return commit('noted', 'selectionNoted', NEXT, {}, {}, hold)
