-- create-account: write an account that does not exist yet, under a user name that nobody has.
--
-- KEYS     account, user name
-- ARGV     owner, record
-- Answers  created | alreadyRegistered | userNameTaken
if redis.call('EXISTS', KEYS[1]) == 1 then
  return 'alreadyRegistered'
end
if redis.call('SET', KEYS[2], ARGV[1], 'NX') == false then
  return 'userNameTaken'
end
redis.call('HSET', KEYS[1], 'version', 1, 'record', ARGV[2])
return 'created'
