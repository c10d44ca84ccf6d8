-- standing: the pool's epoch and last event, and the event that a node saw last, for the node to compare.
--
-- ARGV[1]  the last event that the node has seen
-- Answers  { now, epoch or '', offset, instant of that event or '' where it is not kept, epoch that an operator has
--            accepted or '', why the pool was stopped or '' }
-- Events   none
--
-- include: keys time now
local meta = redis.call('HMGET', META, 'epoch', 'offset', 'accepted', 'stopped')
-- An entry has the offset of its last event, and may have others before it (steps/event.lua).
local entry = redis.call('XRANGE', EVENTS, ARGV[1] .. '-0', '+', 'COUNT', 1)[1]
local at, events = '', 1
for i = 1, entry and #entry[2] or 0, 2 do
  if entry[2][i] == 'at' then
    at = entry[2][i + 1]
  elseif entry[2][i] == 'each' then
    events = (1 + select(2, string.gsub(entry[2][i + 1], ' ', ' '))) / 3
  end
end
if entry and tonumber(string.match(entry[1], '^%d+')) - events >= tonumber(ARGV[1]) then
  at = ''
end
return { whole(now), meta[1] or '', meta[2] or '0', at, meta[3] or '', meta[4] or '' }
