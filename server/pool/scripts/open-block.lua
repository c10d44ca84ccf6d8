-- open-block: add a block at the end of the pool's row. The first one begins the pool's epoch.
--
-- ARGV[1]  the block's JSON     ARGV[2]  its base, in bits     ARGV[3]  its size, in bits
-- ARGV[4]  its free bits, packed     ARGV[5]  the epoch to begin, where the pool has none
-- ARGV[6]  the instant from which it may be opened, in ms     ARGV[7]  addresses to withhold from the first, comma-separated
-- Answers  opened | openAlready | tooEarly | baseMoved (another block was opened meanwhile)
-- Events   blockOpened
--
-- include: keys clock meta event numbers counts
local block = cjson.decode(ARGV[1])
for _, text in ipairs(redis.call('LRANGE', BLOCKS, 0, -1)) do
  if cjson.decode(text).id == block.id then
    return 'openAlready'
  end
end
if now < tonumber(ARGV[6]) then
  return 'tooEarly'
end
local base, size = tonumber(ARGV[2]), tonumber(ARGV[3])
local span = tonumber(redis.call('HGET', META, 'span') or 0)
if base ~= math.ceil(span / 8) * 8 then
  return 'baseMoved'
end

if not epoch then
  epoch = ARGV[5]
  redis.call('HSET', META, 'epoch', epoch)
end
redis.call('SETRANGE', FREE, base / 8, ARGV[4])
local opened = redis.call('BITCOUNT', FREE, base / 8, -1)
redis.call('HSET', META, 'span', whole(base + size))
redis.call('HINCRBY', META, 'opened', opened)
freeCount = freeCount + opened
local withheld = {}
for address in string.gmatch(ARGV[7], '[^,]+') do
  if redis.call('GETBIT', FREE, address) == 1 then
    withheld[#withheld + 1] = address
  end
end
take(withheld, 'withheld')
count('withheld', #withheld)
redis.call('RPUSH', BLOCKS, ARGV[1])
append('blockOpened', {}, {}, { 'block', block.id })
return 'opened'
