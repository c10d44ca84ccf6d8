-- readReservation(selection): { address, owner, bannedUntil, collectBy }, or nil where there is none to collect.
local function readReservation(selection)
  local text = redis.call('HGET', RESERVATIONS, selection)
  if not text then
    return nil
  end
  local address, owner, bannedUntil = string.match(text, '^(%d+) (%S+) (%d+)$')
  return {
    address = address,
    owner = owner,
    bannedUntil = bannedUntil,
    collectBy = tonumber(redis.call('ZSCORE', COLLECTIONS, selection)),
  }
end

local function dropReservation(selection)
  redis.call('HDEL', RESERVATIONS, selection)
  redis.call('ZREM', COLLECTIONS, selection)
end
