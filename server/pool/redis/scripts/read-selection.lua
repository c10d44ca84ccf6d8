-- read-selection: one selection with its hold.
--
-- Answers  { now, version, record or '', token or '', deadline or '', addresses (comma-separated) }
-- Events   none
--
-- include: keys time now holds
local version, record, token = unpack(redis.call('HMGET', SELECTION, 'version', 'record', 'token'))
local hold = token and readHold(token) or nil
return {
  toldNow(), version or '0', record or '', hold and token or '',
  hold and whole(hold.deadline) or '', hold and table.concat(hold.addresses, ',') or '',
}
