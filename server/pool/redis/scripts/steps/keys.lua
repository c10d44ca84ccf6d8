-- The keys passed to every script, in this order; the last two belong to the command's selection.
local META, BLOCKS, FREE, OWNERS, HOLDS, DEADLINES, EVENTS = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6], KEYS[7]
local RETURNS, COLLECTIONS, RESERVATIONS, BANS = KEYS[8], KEYS[9], KEYS[10], KEYS[11]
local WITHHELD, SHOWN = KEYS[12], KEYS[13]
local SELECTION, CAPTCHA = KEYS[14], KEYS[15]
