-- append(type, taken, freed, more): writes the one event of a change. taken and freed are lists of addresses; more is a
-- flat list of further field names and values. Empty fields are left out.
-- The stream keeps about the last 100,000 entries; a reader that is further behind starts afresh from a snapshot.
local function append(type, taken, freed, more)
  offset = offset + 1
  redis.call('HSET', META, 'offset', whole(offset), 'free', whole(freeCount), 'at', whole(now))
  local fields = { 'type', type, 'at', whole(now), 'epoch', epoch }
  if #taken > 0 then
    fields[7], fields[8] = 'taken', table.concat(taken, ',')
  end
  if #freed > 0 then
    fields[#fields + 1] = 'freed'
    fields[#fields + 1] = table.concat(freed, ',')
  end
  for i = 1, #more, 2 do
    if more[i + 1] ~= '' then
      fields[#fields + 1] = more[i]
      fields[#fields + 1] = more[i + 1]
    end
  end
  redis.call('XADD', EVENTS, 'MAXLEN', '~', 100000, whole(offset) .. '-0', unpack(fields))
end

-- appendAll(type, changes): writes an event for each hold that lapsed. A change is a text: the token, the selection and
-- the freed addresses, separated by spaces. Up to 100 events share an entry of the stream, which has the offset of the
-- last: an entry for each took Redis and every reader three times as long.
local function appendAll(type, changes)
  redis.call('HSET', META, 'offset', whole(offset + #changes), 'free', whole(freeCount), 'at', whole(now))
  for first = 1, #changes, 100 do
    local last = math.min(first + 99, #changes)
    offset = offset + last - first + 1
    redis.call('XADD', EVENTS, 'MAXLEN', '~', 100000, whole(offset) .. '-0', 'type', type, 'at', whole(now),
      'epoch', epoch, 'each', table.concat(changes, ' ', first, last))
  end
end
