-- withhold: keep free numbers back from choosing. Numbers that are not free are left alone.
--
-- ARGV[1…4]  the fence (steps/fence.lua)
-- ARGV[5]    the addresses, comma-separated, at most 1,000
-- Answers  the addresses that are withheld now and were free before, comma-separated;
--          wrongEpoch where this is not the pool that the node knows
-- Events   one numbersWithheld for all of them, where there are any
--
-- include: keys time now meta fence event numbers counts
if fenced then
  return 'wrongEpoch'
end
local withheld = {}
for address in string.gmatch(ARGV[5], '[^,]+') do
  if redis.call('GETBIT', FREE, address) == 1 then
    withheld[#withheld + 1] = address
  end
end
if #withheld > 0 then
  withhold(withheld)
  count('withheld', #withheld)
  append('numbersWithheld', withheld, {}, {})
end
return table.concat(withheld, ',')
