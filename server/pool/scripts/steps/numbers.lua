-- take(addresses, owner), free(addresses): move numbers out of and into the free row, and keep its count.
local function take(addresses, owner)
  for _, address in ipairs(addresses) do
    redis.call('SETBIT', FREE, address, 0)
    redis.call('HSET', OWNERS, address, owner)
  end
  redis.call('HINCRBY', META, 'free', -#addresses)
end

local function free(addresses)
  for _, address in ipairs(addresses) do
    redis.call('SETBIT', FREE, address, 1)
    redis.call('HDEL', OWNERS, address)
  end
  redis.call('HINCRBY', META, 'free', #addresses)
end
