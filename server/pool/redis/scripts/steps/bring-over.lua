-- bringOver(): moves withheld numbers into their row. An older version writes 'withheld' as their owner instead; the
-- count has them already.
local function bringOver()
  local owners, withheld = redis.call('HGETALL', OWNERS), {}
  for i = 1, #owners, 2 do
    if owners[i + 1] == 'withheld' then
      withheld[#withheld + 1] = owners[i]
    end
  end
  setBits(WITHHELD, withheld, 1)
  for first = 1, #withheld, 1000 do
    redis.call('HDEL', OWNERS, unpack(withheld, first, math.min(first + 999, #withheld)))
  end
end
