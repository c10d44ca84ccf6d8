-- The first four arguments of what changes the pool by no command: the life of the pool that the node means, the last
-- event of it that the node has seen, and from when until when, by the node's own account, the clock must stand.
-- fenced: whether this is not the pool that the node knows, or not the time. Then nothing is done (P3, P7).
local fenced = epoch ~= ARGV[1] or offset < tonumber(ARGV[2]) or now < tonumber(ARGV[3]) or now >= tonumber(ARGV[4])
