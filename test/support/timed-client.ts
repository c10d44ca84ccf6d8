import type { RedisClient } from '../../server/redis/client.ts';

/**
 * A client whose scripts read a clock of the test's: everything that they ask of `TIME` is given along as their last
 * two arguments. For tests; Redis's own clock does not stand still for anybody.
 */
export const timedClient = (client: RedisClient, clock: () => number): RedisClient =>
  new Proxy(client, {
    get: (target, name) => {
      if (name === 'evalSha') return () => Promise.reject(new Error('NOSCRIPT: the text is needed'));
      if (name === 'eval')
        return (text: string, { keys, arguments: args }: { keys: string[]; arguments: (string | Buffer)[] }) => {
          const timed = text.replace("redis.call('TIME')", '{ ARGV[#ARGV - 1], ARGV[#ARGV] }');
          return target.eval(timed, { keys, arguments: [...args, ...timeAt(clock())] });
        };
      if (name === 'withTypeMapping')
        return (mapping: Parameters<RedisClient['withTypeMapping']>[0]) =>
          timedClient(target.withTypeMapping(mapping), clock);
      if (name === 'sendCommand')
        return async (words: string[]) => (words[0] === 'TIME' ? timeAt(clock()) : target.sendCommand(words));
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });

/** As Redis tells it: seconds and microseconds. */
const timeAt = (now: number): string[] => [String(Math.floor(now / 1_000)), String((now % 1_000) * 1_000)];
