-- lapse: free the numbers of holds that are due, earliest first.
--
-- ARGV[1]  the most holds to free in this call
-- Answers  { now, deadline of each hold freed (comma-separated), earliest deadline that remains or '' }
-- Events   a holdLapsed for each
--
-- include: keys clock event numbers holds
local lapsed = {}
for i, token in ipairs(redis.call('ZRANGEBYSCORE', DEADLINES, '-inf', whole(now), 'LIMIT', 0, ARGV[1])) do
  local hold = readHold(token)
  lapse(hold)
  lapsed[i] = whole(hold.deadline)
end
local earliest = redis.call('ZRANGE', DEADLINES, 0, 0, 'WITHSCORES')
return { whole(now), table.concat(lapsed, ','), earliest[2] and whole(tonumber(earliest[2])) or '' }
