-- dueIn(key, limit): up to limit members of a sorted set of instants that are due, earliest first.
local function dueIn(key, limit)
  return redis.call('ZRANGEBYSCORE', key, '-inf', whole(now), 'LIMIT', 0, limit)
end

-- nothing(): the reply of a fenced script, which did not look.
local function nothing()
  return { toldNow(), '', '' }
end

-- noticed(key, instants): the reply of a script that handles due entries: { now, the instants at which the handled ones
-- fell due, comma-separated, the earliest instant that remains or '' }.
local function noticed(key, instants)
  local earliest = redis.call('ZRANGE', key, 0, 0, 'WITHSCORES')
  return { toldNow(), table.concat(instants, ','), earliest[2] and whole(tonumber(earliest[2])) or '' }
end
