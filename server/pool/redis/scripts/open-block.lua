-- open-block: add a block at the end of the pool's row. The first one begins the pool's epoch.
--
-- ARGV[1…4]  the fence (steps/fence.lua)
-- ARGV[5]    the block's JSON     ARGV[6]  its base, in bits     ARGV[7]  its size, in bits
-- ARGV[8]    its free bits, packed     ARGV[9]  the epoch to begin, where the pool has none and the node knows of none
-- ARGV[10]   the instant from which it may be opened, in ms     ARGV[11]  addresses to withhold from the first, comma-separated
-- Answers  opened | openAlready | tooEarly | baseMoved (another block was opened meanwhile) | wrongEpoch
-- Events   blockOpened
--
-- include: keys time now meta fence event numbers counts
-- A node that has read no pool yet may begin one, or join the pool that another node was first to begin.
local joins = ARGV[1] == '' and redis.call('HEXISTS', META, 'stopped') == 0
if fenced and not joins then
  return 'wrongEpoch'
end
local block = cjson.decode(ARGV[5])
for _, text in ipairs(redis.call('LRANGE', BLOCKS, 0, -1)) do
  if cjson.decode(text).id == block.id then
    return 'openAlready'
  end
end
if now < tonumber(ARGV[10]) then
  return 'tooEarly'
end
local base, size = tonumber(ARGV[6]), tonumber(ARGV[7])
local span = tonumber(redis.call('HGET', META, 'span') or 0)
if base ~= math.ceil(span / 8) * 8 then
  return 'baseMoved'
end

if not epoch then
  epoch = ARGV[9]
  redis.call('HSET', META, 'epoch', epoch)
end
redis.call('SETRANGE', FREE, base / 8, ARGV[8])
local opened = redis.call('BITCOUNT', FREE, base / 8, -1)
redis.call('HSET', META, 'span', whole(base + size))
redis.call('HINCRBY', META, 'opened', opened)
freeCount = freeCount + opened
local withheld = {}
for address in string.gmatch(ARGV[11], '[^,]+') do
  if redis.call('GETBIT', FREE, address) == 1 then
    withheld[#withheld + 1] = address
  end
end
withhold(withheld)
count('withheld', #withheld)
redis.call('RPUSH', BLOCKS, '{"openedAt":' .. whole(now) .. ',' .. string.sub(ARGV[5], 2))
append('blockOpened', {}, {}, { 'block', block.id })
return 'opened'
