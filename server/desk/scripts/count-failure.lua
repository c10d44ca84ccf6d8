-- count-failure: counts a failed sign-in; the first one of its window opens that.
--
-- KEYS     failures
-- ARGV     what is counted together, now (ms), network, how many networks are kept
-- Answers  first | counted
local kept = redis.call('HGET', KEYS[1], ARGV[1])
if not kept then
  redis.call('HSET', KEYS[1], ARGV[1], ARGV[2] .. ' 0')
  return 'first'
end
local since, more, networks = string.match(kept, '^(%d+) (%d+)(.*)$')
local _, known = string.gsub(networks, ' ', '')
local isKnown = string.find(networks .. ' ', ' ' .. ARGV[3] .. ' ', 1, true)
if not isKnown and known < tonumber(ARGV[4]) then
  networks = networks .. ' ' .. ARGV[3]
end
redis.call('HSET', KEYS[1], ARGV[1], string.format('%s %d%s', since, more + 1, networks))
return 'counted'
