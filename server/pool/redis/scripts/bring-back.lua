-- bring-back: free the numbers whose delay is over (POOL-5).
--
-- ARGV[1…4]  the fence (steps/fence.lua)
-- ARGV[5]    the most numbers to deal with in this call
-- ARGV[6]    for how long they are shown before they can be held, in ms
-- Answers  as noticed() in steps/due-entries.lua
-- Events   one numbersReturned for all of them, where there are any
--
-- include: keys time now meta fence event numbers due-entries
if fenced then
  return nothing()
end
shownFor = tonumber(ARGV[6])
local addresses, instants = dueIn(RETURNS, ARGV[5]), {}
for i, address in ipairs(addresses) do
  instants[i] = whole(tonumber(redis.call('ZSCORE', RETURNS, address)))
  redis.call('ZREM', RETURNS, address)
end
if #addresses > 0 then
  free(addresses)
  append('numbersReturned', {}, addresses, {})
end
return noticed(RETURNS, instants)
