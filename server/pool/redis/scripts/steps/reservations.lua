-- readReservation(selection): { selection, address, owner, bannedUntil, collectBy }, or nil without a reservation to
-- collect.
local function readReservation(selection)
  local text = redis.call('HGET', RESERVATIONS, selection)
  if not text then
    return nil
  end
  local address, owner, bannedUntil = string.match(text, '^(%d+) (%S+) (%d+)$')
  return {
    selection = selection,
    address = address,
    owner = owner,
    bannedUntil = bannedUntil,
    collectBy = tonumber(redis.call('ZSCORE', COLLECTIONS, selection)),
  }
end

local function writeReservation(selection, address, owner, collectBy, bannedUntil)
  redis.call('HSET', RESERVATIONS, selection, address .. ' ' .. owner .. ' ' .. whole(bannedUntil))
  redis.call('ZADD', COLLECTIONS, whole(collectBy), selection)
end

local function dropReservation(selection)
  redis.call('HDEL', RESERVATIONS, selection)
  redis.call('ZREM', COLLECTIONS, selection)
end

-- stands(reservation): the one place where a last day meets the clock. A reservation is missed from collectBy on.
local function stands(reservation)
  return now < reservation.collectBy
end

-- miss(reservation, delay): gives a missed number back, and bans its owner (DONE-4). The selection's record is left
-- alone: read after its last day, it says by itself that it was missed.
local function miss(reservation, delay)
  local freed = giveBack({ reservation.address }, delay)
  dropReservation(reservation.selection)
  ban(reservation.owner, reservation.bannedUntil)
  append('collectionMissed', {}, freed, { 'selection', reservation.selection })
end
