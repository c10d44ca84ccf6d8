-- complete-application: the vehicle joins the account, if nobody has claimed it and the version has not moved.
--
-- KEYS     application, claim of the VIN, vehicles of the account, owner of the selection
-- ARGV     version, record, owner, selection, sealed vehicle
-- Answers  saved | versionMoved | vehicleTaken
if (redis.call('HGET', KEYS[1], 'version') or '0') ~= ARGV[1] then
  return 'versionMoved'
end
if redis.call('SET', KEYS[2], ARGV[3], 'NX') == false then
  return 'vehicleTaken'
end
redis.call('HINCRBY', KEYS[1], 'version', 1)
redis.call('HSET', KEYS[1], 'record', ARGV[2])
redis.call('HSET', KEYS[3], ARGV[4], ARGV[5])
redis.call('SET', KEYS[4], ARGV[3])
return 'saved'
