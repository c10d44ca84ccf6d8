-- claim-failures: takes away the windows that began by an instant, for whoever asked to write them down.
--
-- KEYS     failures
-- ARGV     instant (ms)
-- Answers  JSON: [{ key, more, networks }]; `key` as it was counted under
local claimed = {}
local kept = redis.call('HGETALL', KEYS[1])
for i = 1, #kept, 2 do
  local since, more, networks = string.match(kept[i + 1], '^(%d+) (%d+)(.*)$')
  if tonumber(since) <= tonumber(ARGV[1]) then
    redis.call('HDEL', KEYS[1], kept[i])
    local list = {}
    for network in string.gmatch(networks, '%S+') do
      list[#list + 1] = cjson.encode(network)
    end
    claimed[#claimed + 1] = string.format('{"key":%s,"more":%s,"networks":[%s]}', kept[i], more, table.concat(list, ','))
  end
end
return '[' .. table.concat(claimed, ',') .. ']'
