-- The first four arguments of a script that changes the pool without a command: the epoch that the node means, the last
-- event of it that the node has seen, and the window in which, by the node's estimate, the clock must be.
-- fenced: whether this is another pool than the node knows, or another time. Then the script does nothing (P3, P7).
local fenced = epoch ~= ARGV[1] or offset < tonumber(ARGV[2]) or now < tonumber(ARGV[3]) or now >= tonumber(ARGV[4])
