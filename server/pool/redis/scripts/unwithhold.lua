-- unwithhold: free numbers that were withheld. Others are left alone.
--
-- ARGV[1…4]  the fence (steps/fence.lua)
-- ARGV[5]    the addresses, comma-separated, at most 1,000
-- ARGV[6]    for how long they are shown before they can be held, in ms
-- Answers  the addresses that are free now and were withheld before, comma-separated;
--          wrongEpoch where this is not the pool that the node knows
-- Events   one numbersUnwithheld for all of them, where there are any
--
-- include: keys time now meta fence event numbers counts
if fenced then
  return 'wrongEpoch'
end
shownFor = tonumber(ARGV[6])
local freed = {}
for address in string.gmatch(ARGV[5], '[^,]+') do
  if redis.call('GETBIT', WITHHELD, address) == 1 then
    freed[#freed + 1] = address
  end
end
if #freed > 0 then
  unwithhold(freed)
  count('withheld', 0 - #freed)
  append('numbersUnwithheld', {}, freed, {})
end
return table.concat(freed, ',')
