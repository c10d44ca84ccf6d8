-- The frame of a command: what is checked before anything else, and what is written with every outcome.
local command = cjson.decode(ARGV[1])
-- The selection's version: as early() read it, then as commit() raised it.
local version = 0

-- early(): the reply where the command may not be carried out now, else nil. Writes nothing.
local function early()
  if redis.call('HGET', META, 'epoch') ~= command.epoch then
    return { 'wrongEpoch', whole(now) }
  end
  local stored = redis.call('HGET', ANSWERS, command.id)
  if stored then
    local digest, outcome, addresses, answer = unpack(cjson.decode(stored))
    if digest ~= command.digest then
      return { 'commandReused', whole(now) }
    end
    return { 'repeated', whole(now), outcome, answer, addresses }
  end
  if now >= command.notAfter then
    return { 'tooLate', whole(now) }
  end
  if now < command.from or now >= command.before then
    return { 'rejudge', whole(now) }
  end
  version = tonumber(redis.call('HGET', SELECTION, 'version') or 0)
  if command.version and command.version ~= version then
    return { 'versionMoved', whole(now) }
  end
  return nil
end

-- answerWith(outcome, answer, addresses): keeps the answer under the command's id, and replies with it. The last 256
-- are kept: a resend comes within seconds, and an older one is stopped by its version.
local function answerWith(outcome, answer, addresses)
  local list = table.concat(addresses, ',')
  redis.call('HSET', ANSWERS, command.id, cjson.encode({ command.digest, outcome, list, answer }))
  redis.call('LPUSH', ANSWERED, command.id)
  if redis.call('LLEN', ANSWERED) > 256 then
    redis.call('HDEL', ANSWERS, redis.call('RPOP', ANSWERED))
  end
  return { 'done', whole(now), outcome, answer, list, whole(version) }
end

-- commit(outcome, event, next, taken, freed, hold): writes the next record and its event, and remembers the answer.
-- hold is what the selection holds from now on: { token, addresses, deadline }, or nil.
local function commit(outcome, event, next, taken, freed, hold)
  version = redis.call('HINCRBY', SELECTION, 'version', 1)
  redis.call('HSET', SELECTION, 'record', next.record, 'token', hold and hold.token or '')
  append(event, taken, freed, {
    'selection', command.selection, 'version', whole(version), 'record', next.record,
    'token', hold and hold.token or '', 'deadline', hold and whole(hold.deadline) or '',
    'numbers', hold and table.concat(hold.addresses, ',') or '',
  })
  return answerWith(outcome, next.answer, hold and hold.addresses or {})
end
