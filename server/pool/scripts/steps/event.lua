-- append(type, taken, freed, more): the one event of the change that calls it. taken and freed are lists of
-- addresses; more is a flat list of further field names and values.
-- The stream keeps about the last 100,000 events; a reader that is further behind starts afresh from a snapshot.
local function append(type, taken, freed, more)
  local offset = whole(redis.call('HINCRBY', META, 'offset', 1))
  redis.call('XADD', EVENTS, 'MAXLEN', '~', 100000, offset .. '-0', 'type', type, 'at', whole(now),
    'epoch', redis.call('HGET', META, 'epoch'), 'taken', table.concat(taken, ','), 'freed', table.concat(freed, ','),
    unpack(more))
end
