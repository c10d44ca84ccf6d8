-- parseHold(text): the selection that a hold belongs to, and its addresses.
local function parseHold(text)
  local selection, list = string.match(text, '^(%S+) (.*)$')
  local addresses = {}
  for address in string.gmatch(list, '[^,]+') do
    addresses[#addresses + 1] = address
  end
  return selection, addresses
end

-- readHold(token): { token, selection, addresses, deadline }, or nil where it is not found.
local function readHold(token)
  local text = redis.call('HGET', HOLDS, token)
  if not text then
    return nil
  end
  local selection, addresses = parseHold(text)
  return {
    token = token,
    selection = selection,
    addresses = addresses,
    deadline = tonumber(redis.call('ZSCORE', DEADLINES, token)),
  }
end

local function writeHold(token, selection, addresses, deadline)
  redis.call('HSET', HOLDS, token, selection .. ' ' .. table.concat(addresses, ','))
  redis.call('ZADD', DEADLINES, whole(deadline), token)
end

local function dropHold(token)
  redis.call('HDEL', HOLDS, token)
  redis.call('ZREM', DEADLINES, token)
end

-- due(hold): whether a hold's deadline is over; it is live while now < deadline. lapse.lua and draw.lua find due holds by
-- the same comparison in the sorted set of deadlines.
local function due(hold)
  return now >= hold.deadline
end

-- dueHoldOn(address): the hold that keeps an address beyond its deadline, or nil.
local function dueHoldOn(address)
  local token = string.match(redis.call('HGET', OWNERS, address) or '', '^held (.+)$')
  return token and due({ deadline = tonumber(redis.call('ZSCORE', DEADLINES, token)) }) and readHold(token) or nil
end

-- lapse(hold, delay): gives a due hold's numbers back. The selection's record is left alone: read after its deadline,
-- it says by itself that the hold has lapsed.
local function lapse(hold, delay)
  local freed = giveBack(hold.addresses, delay)
  dropHold(hold.token)
  append('holdLapsed', {}, freed, { 'selection', hold.selection, 'token', hold.token })
end

-- liveHold(command): the hold that the command names, if it is the selection's own and live; else nil.
local function liveHold(command)
  local hold = readHold(command.token)
  return hold and hold.selection == command.selection and not due(hold) and hold or nil
end
