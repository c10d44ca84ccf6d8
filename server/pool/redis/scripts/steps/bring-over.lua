-- bringOver(): in a pool of an older version, and where a node of one still runs, withheld numbers have 'withheld' for an
-- owner. They go into their row; they were counted already.
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
