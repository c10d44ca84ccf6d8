import { describe, expect, test } from 'vitest';
import { freePort } from '../../server/engine/port.ts';
import { temporaryFolder } from '../support/folder.ts';
import { openTestRedis } from '../support/redis.ts';
import { refusalLines, type ServerProcess, startServer } from '../support/server-process.ts';
import { takenPort } from '../support/taken-port.ts';

const OPEN = /is open: http:\/\/localhost:(\d+)/;

const start = async (env: NodeJS.ProcessEnv): Promise<ServerProcess> => {
  const DATA_DIR = await temporaryFolder();
  const command = [process.execPath, '--import', 'tsx', 'server/main.ts'] as const;
  return startServer(command, { PORT: '0', WORKERS: '2', DATA_DIR, ...env });
};

describe('SAFE-3 what keeps workers from starting ends the whole with one line', () => {
  test('a Redis that breaks its promises, though every worker would find that out', async () => {
    const redis = await openTestRedis();
    await (await redis.client()).configSet('maxmemory-policy', 'allkeys-lru');
    const lines = await refusalLines(await start({ REDIS_URL: redis.target.url, REDIS_DURABILITY: 'none' }));
    expect(lines).toEqual([
      'xuanhao: redisMayEvict: Redis may throw data away (maxmemory-policy allkeys-lru); it must be set to noeviction',
    ]);
    await redis.stop();
  });

  test('a port that another program has', async () => {
    const port = await takenPort();
    expect(await refusalLines(await start({ PORT: String(port) }))).toEqual([
      `xuanhao: port ${port} is already in use`,
    ]);
  });

  test.each(['1', '2'])('a port that another server’s workers share, for a server with WORKERS=%s', async (WORKERS) => {
    const first = await start({ ENGINE: 'uws' });
    const [, port = ''] = await first.says(OPEN);
    const second = await start({ ENGINE: 'uws', PORT: port, WORKERS });
    expect(await refusalLines(second)).toEqual([`xuanhao: port ${port} is already in use`]);
    expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
  });
});

test('two servers whose workers would share a port never both open, though both start at once', async () => {
  const PORT = String(await freePort('0.0.0.0'));
  const both = await Promise.all([start({ ENGINE: 'uws', PORT }), start({ ENGINE: 'uws', PORT })]);
  const outcomes = await Promise.all(
    both.map((server) =>
      server.says(OPEN).then(
        () => 'open',
        async () => (await refusalLines(server)).join(),
      ),
    ),
  );
  expect(outcomes.toSorted()).toEqual(['open', `xuanhao: port ${PORT} is already in use`]);
});
