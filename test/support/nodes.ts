import { randomBytes } from 'node:crypto';
import { openTestRedis, type TestRedis } from './redis.ts';
import { TestServer } from './server.ts';

type Options = Parameters<typeof TestServer.start>[0];

/** Two nodes of one pool, on separate ports, over one Redis that neither of them runs. */
export type TestNodes = {
  readonly a: TestServer;
  readonly b: TestServer;
  readonly redis: TestRedis;
  readonly stop: () => Promise<void>;
};

/** Starts both nodes; they differ in their engine at most. */
export const startNodes = async (
  options: Omit<Options, 'engine'> & { engines: readonly [Options['engine'], Options['engine']] },
): Promise<TestNodes> => {
  const redis = await openTestRedis();
  const { engines, env, ...rest } = options;
  const shared = {
    REDIS_URL: redis.target.url,
    REDIS_DURABILITY: 'none',
    SECRET_KEY: randomBytes(32).toString('hex'),
    ...env,
  };
  const started = await Promise.allSettled(engines.map((engine) => TestServer.start({ ...rest, engine, env: shared })));
  const nodes = started.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  const stop = async (): Promise<void> => {
    for (const node of nodes) await node.stop();
    await redis.stop();
  };
  const [a, b] = nodes;
  if (a !== undefined && b !== undefined) return { a, b, redis, stop };
  await stop();
  throw new Error(started.map((each) => (each.status === 'rejected' ? String(each.reason) : 'open')).join('\n'));
};
