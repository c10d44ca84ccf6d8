-- claim-proposal: whether a proposal is to be carried out now, by this claimant: it waits, and nobody else is at it.
--
-- KEYS     proposals
-- ARGV     proposal, claimant, now (ms), how long whoever began it may take (ms)
-- Answers  yours | underWay | gone
local kept = redis.call('HGET', KEYS[1], ARGV[1])
if not kept then
  return 'gone'
end
local ends, claim, since, sealed = string.match(kept, '^(%d+) (%S+) (%d+) (%S+)$')
local now = tonumber(ARGV[3])
if claim == '-' and now >= tonumber(ends) then
  return 'gone'
end
if claim ~= '-' and claim ~= ARGV[2] and now - tonumber(since) < tonumber(ARGV[4]) then
  return 'underWay'
end
redis.call('HSET', KEYS[1], ARGV[1], string.format('%s %s %.0f %s', ends, ARGV[2], now, sealed))
return 'yours'
