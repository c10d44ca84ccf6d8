-- unwithhold: free numbers that were withheld. Others are left alone.
--
-- ARGV[1]  the addresses, comma-separated, at most 1,000
-- Answers  the addresses that are free now and were withheld before, comma-separated
-- Events   one numbersUnwithheld for all of them, where there are any
--
-- include: keys clock meta event numbers counts
local freed = {}
for address in string.gmatch(ARGV[1], '[^,]+') do
  if redis.call('HGET', OWNERS, address) == 'withheld' then
    freed[#freed + 1] = address
  end
end
if #freed > 0 then
  free(freed)
  count('withheld', 0 - #freed)
  append('numbersUnwithheld', {}, freed, {})
end
return table.concat(freed, ',')
