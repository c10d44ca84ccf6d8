-- register: make a reservation final once the plate is handed over (DONE-3).
--
-- ARGV[1]  the command (steps/command.lua) with next
-- Answers  registered | reservationGone
-- Events   plateRegistered
--
-- include: keys time now meta event numbers command bans reservations counts
local reply = early()
if reply then
  return reply
end

local reservation = readReservation(command.selection)
if not reservation or not stands(reservation) then
  return answerWith('reservationGone', '{}')
end

redis.call('HSET', OWNERS, reservation.address, 'registered ' .. command.selection)
dropReservation(command.selection)
count('registered', 1)
return commit('registered', 'plateRegistered', NEXT, {}, {}, nil)
