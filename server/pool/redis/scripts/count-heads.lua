-- count-heads: record a node's figures with a TTL, and sum the figures of all other live nodes.
--
-- KEYS[1]  heads
-- ARGV[1]  the node
-- ARGV[2]  the TTL of its figures, in ms; 0 removes them
-- ARGV[3…] its figures
-- Answers  the others' sums, in the same order
-- Events   none
--
-- include: time
local now = redisTime()
local node, ttlMs = ARGV[1], tonumber(ARGV[2])
local figures, sums = {}, {}
for i = 3, #ARGV do
  figures[#figures + 1] = ARGV[i]
  sums[#sums + 1] = 0
end
local all = redis.call('HGETALL', KEYS[1])
for at = 1, #all, 2 do
  local other, words = all[at], {}
  for word in string.gmatch(all[at + 1], '%S+') do
    words[#words + 1] = tonumber(word)
  end
  if words[1] <= now then
    redis.call('HDEL', KEYS[1], other)
  elseif other ~= node then
    for i = 1, #sums do
      sums[i] = sums[i] + (words[i + 1] or 0)
    end
  end
end
if ttlMs > 0 then
  redis.call('HSET', KEYS[1], node, whole(now + ttlMs) .. ' ' .. table.concat(figures, ' '))
else
  redis.call('HDEL', KEYS[1], node)
end
return sums
