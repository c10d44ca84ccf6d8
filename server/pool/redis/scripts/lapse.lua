-- lapse: give back the numbers of holds that are due, earliest first.
--
-- ARGV[1…4]  the fence (steps/fence.lua)
-- ARGV[5]    the most holds to deal with in this call, at most 5,000
-- ARGV[6,7]  the shortest and the longest delay of a return, in ms     ARGV[8]  a seed for it
-- ARGV[9]    for how long numbers are shown before they can be held, in ms
-- Answers  as noticed() in steps/due-entries.lua
-- Events   a holdLapsed for each
--
-- include: keys time now meta fence event numbers holds due-entries
--
-- At a minute past nine thousands of holds are due at once: each costs one bit and one event of its own, and all other
-- work is done once for the whole batch.
if fenced then
  return nothing()
end
local tokens, instants = {}, {}
local found = redis.call('ZRANGEBYSCORE', DEADLINES, '-inf', whole(now), 'WITHSCORES', 'LIMIT', 0, ARGV[5])
for i = 1, #found, 2 do
  tokens[#tokens + 1] = found[i]
  instants[#instants + 1] = found[i + 1]
end
if #tokens == 0 then
  return noticed(DEADLINES, {})
end

math.randomseed(ARGV[8])
shownFor = tonumber(ARGV[9])
local shortest, longest = tonumber(ARGV[6]), tonumber(ARGV[7])
local changes, freed = {}, {}
for i, text in ipairs(redis.call('HMGET', HOLDS, unpack(tokens))) do
  local delay = longest == 0 and 0 or math.random(shortest, longest)
  if delay == 0 then
    local list = string.sub(text, string.find(text, ' ', 1, true) + 1)
    if string.find(list, ',', 1, true) then
      for address in string.gmatch(list, '[^,]+') do
        freed[#freed + 1] = address
      end
    else
      freed[#freed + 1] = list
    end
    changes[i] = tokens[i] .. ' ' .. text
  else
    local selection, addresses = parseHold(text)
    giveBack(addresses, delay)
    changes[i] = tokens[i] .. ' ' .. selection .. ' '
  end
end
free(freed)
redis.call('HDEL', HOLDS, unpack(tokens))
redis.call('ZREMRANGEBYRANK', DEADLINES, 0, #tokens - 1)
appendAll('holdLapsed', changes)
return noticed(DEADLINES, instants)
