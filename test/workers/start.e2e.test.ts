import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../support/folder.ts';
import { openTestRedis } from '../support/redis.ts';
import { type ServerProcess, startServer } from '../support/server-process.ts';

const PATIENT = { timeout: 180_000 };
const OPEN = /is open: http:\/\/localhost:(\d+)/;

const start = async (env: NodeJS.ProcessEnv): Promise<ServerProcess> => {
  const DATA_DIR = await temporaryFolder();
  const command = [process.execPath, '--import', 'tsx', 'server/main.ts'] as const;
  return startServer(command, { PORT: '0', WORKERS: '2', DATA_DIR, ...env });
};
/** What it says of why it does not start. */
const refused = async (server: ServerProcess): Promise<string[]> => {
  expect(await server.exit).toBe(1);
  return server
    .said()
    .split('\n')
    .filter((line) => line.startsWith('xuanhao: '));
};

describe('SAFE-3 what keeps workers from starting ends the whole with one line', () => {
  test('a Redis that breaks its promises, though every worker would find that out', PATIENT, async () => {
    const redis = await openTestRedis();
    await (await redis.client()).configSet('maxmemory-policy', 'allkeys-lru');
    const lines = await refused(await start({ REDIS_URL: redis.target.url, REDIS_DURABILITY: 'none' }));
    expect(lines).toEqual([
      'xuanhao: redisMayEvict: Redis may throw data away (maxmemory-policy allkeys-lru); it must be set to noeviction',
    ]);
    await redis.stop();
  });

  test('a port that another program has', PATIENT, async () => {
    const other = createServer().listen(0, '0.0.0.0');
    await once(other, 'listening');
    const address = other.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;
    expect(await refused(await start({ PORT: String(port) }))).toEqual([`xuanhao: port ${port} is already in use`]);
    other.close();
  });

  test.each(['1', '2'])(
    'a port that another server’s workers share, for a server with WORKERS=%s',
    PATIENT,
    async (WORKERS) => {
      const first = await start({ ENGINE: 'uws' });
      const [, port = ''] = await first.says(OPEN);
      const second = await start({ ENGINE: 'uws', PORT: port, WORKERS });
      expect(await refused(second)).toEqual([`xuanhao: port ${port} is already in use`]);
      expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
    },
  );
});

test('two servers whose workers would share a port never both open, though both start at once', PATIENT, async () => {
  const probe = createServer().listen(0, '0.0.0.0');
  await once(probe, 'listening');
  const address = probe.address();
  const PORT = String(address !== null && typeof address === 'object' ? address.port : 0);
  probe.close();
  await once(probe, 'close');
  const both = await Promise.all([start({ ENGINE: 'uws', PORT }), start({ ENGINE: 'uws', PORT })]);
  const outcomes = await Promise.all(
    both.map((server) =>
      server.says(OPEN).then(
        () => 'open',
        async () => (await refused(server)).join(),
      ),
    ),
  );
  expect(outcomes.toSorted()).toEqual(['open', `xuanhao: port ${PORT} is already in use`]);
});
