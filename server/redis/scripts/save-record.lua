-- save-record: write a record, if its version is still the one that was read; at version 0 there is no record.
--
-- KEYS     the record's hash
-- ARGV     version, record, life in ms or '' for ever
-- Answers  saved | versionMoved
if (redis.call('HGET', KEYS[1], 'version') or '0') ~= ARGV[1] then
  return 'versionMoved'
end
redis.call('HINCRBY', KEYS[1], 'version', 1)
redis.call('HSET', KEYS[1], 'record', ARGV[2])
if ARGV[3] ~= '' then
  redis.call('PEXPIRE', KEYS[1], ARGV[3])
end
return 'saved'
