-- The frame of a command: the checks before its verb, and the writes of every outcome.
-- ARGV[1] is { command, epoch, seen }: the command without its records and answers, the epoch that the node means, and
-- the last event of it that the node has seen. ARGV[2] is the record to write and ARGV[3] the answer to remember with it;
-- where the script decides between two outcomes, ARGV[4] and ARGV[5] are those of the second.
local message = cjson.decode(ARGV[1])
local command = message.command
local NEXT = { record = ARGV[2], answer = ARGV[3] }
local OTHERWISE = { record = ARGV[4], answer = ARGV[5] }
-- The selection's version, and how many of its commands were answered, as early() reads them.
local version, answered = 0, 0

-- early(): the reply to a command that must not be carried out now, else nil. Writes nothing.
local function early()
  -- Another epoch, or this one in an older state than the node has seen: a backup (P7).
  if epoch ~= message.epoch or offset < message.seen then
    return { 'wrongEpoch', toldNow() }
  end
  local stored = redis.call('HMGET', SELECTION, 'version', 'answered', 'by:' .. command.id)
  if stored[3] then
    local digest, outcome, addresses, answer = string.match(stored[3], '^(%S*) (%S+) (%S*) (.*)$')
    if digest ~= command.digest then
      return { 'commandReused', toldNow() }
    end
    return { 'repeated', toldNow(), outcome, answer, addresses }
  end
  if now >= command.notAfter then
    return { 'tooLate', toldNow() }
  end
  if now < command.from or now >= command['until'] then
    return { 'rejudge', toldNow() }
  end
  version, answered = tonumber(stored[1] or 0), tonumber(stored[2] or 0)
  if command.version and command.version ~= version then
    return { 'versionMoved', toldNow() }
  end
  return nil
end

-- keep(outcome, answer, addresses, more): stores the answer under the command's id, together with the selection's other
-- changes, and returns the reply. The last 256 answers are kept: a resend comes within seconds, and an older command
-- fails on its version. `nth:<n>` is the id of the nth command, by which its answer is found when it is to go.
local function keep(outcome, answer, addresses, more)
  local list = table.concat(addresses, ',')
  answered = answered + 1
  local old = answered > 256 and redis.call('HGET', SELECTION, 'nth:' .. answered - 256)
  if old then
    redis.call('HDEL', SELECTION, 'nth:' .. answered - 256, 'by:' .. old)
  end
  redis.call('HSET', SELECTION, 'answered', answered, 'nth:' .. answered, command.id,
    'by:' .. command.id, table.concat({ command.digest, outcome, list, answer }, ' '), unpack(more))
  return { 'done', toldNow(), outcome, answer, list, whole(version) }
end

-- answerWith(outcome, answer): remembers the answer, and changes nothing else.
local function answerWith(outcome, answer)
  return keep(outcome, answer, {}, {})
end

-- commit(outcome, event, next, taken, freed, hold): writes the next record and its event, and remembers the answer.
-- hold is what the selection holds from now on: { token, addresses, deadline }, or nil.
local function commit(outcome, event, next, taken, freed, hold)
  version = version + 1
  local token = hold and hold.token or ''
  append(event, taken, freed, {
    'selection', command.selection, 'version', whole(version), 'record', next.record,
    'token', token, 'deadline', hold and whole(hold.deadline) or '',
    'numbers', hold and table.concat(hold.addresses, ',') or '',
  })
  return keep(outcome, next.answer, hold and hold.addresses or {},
    { 'version', whole(version), 'record', next.record, 'token', token })
end
