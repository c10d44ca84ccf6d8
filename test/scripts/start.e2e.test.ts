import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../support/folder.ts';
import { refusalLines, type ServerProcess, startServer } from '../support/server-process.ts';
import { takenPort } from '../support/taken-port.ts';

const SCRIPT = [process.execPath, 'scripts/start.mjs'] as const;
const OPEN = /is open: (http:\/\/localhost:\d+)/;

const addressOf = async (server: ServerProcess): Promise<string> => (await server.says(OPEN))[1] ?? '';
const redisPids = async (address: string, dataDir: string): Promise<number[]> => {
  expect((await fetch(`${address}/healthz`)).status).toBe(200);
  return await processesNaming(dataDir);
};
/** The processes that have a text in their command line, as the system lists them. */
const processesNaming = async (text: string): Promise<number[]> => {
  const found: number[] = [];
  for (const name of await readdir('/proc')) {
    const command = /^\d+$/.test(name) ? await readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => '') : '';
    if (command.includes('redis') && command.includes(text)) found.push(Number(name));
  }
  return found;
};

describe('starting and stopping', () => {
  test.each([
    ['npm start', ['npm', 'start']],
    ['the script', SCRIPT],
  ] as const)('SAFE-2 %s opens, ends in order on SIGTERM with its Redis, and opens again', async (_, command) => {
    const dataDir = await temporaryFolder();
    for (let round = 0; round < 2; round++) {
      const server = startServer(command, { PORT: '0', DATA_DIR: dataDir });
      expect(await redisPids(await addressOf(server), dataDir)).toHaveLength(1);
      server.child.kill('SIGTERM');
      expect(await server.exit).toBe(0);
      await expect.poll(() => processesNaming(dataDir)).toEqual([]);
    }
  });

  test('SAFE-2 after kill -9 it opens again on the same folder and port, and no second Redis is left', async () => {
    const dataDir = await temporaryFolder();
    const first = startServer(SCRIPT, { PORT: '0', DATA_DIR: dataDir });
    const address = await addressOf(first);
    const [orphan] = await redisPids(address, dataDir);
    first.child.kill('SIGKILL');
    expect(await first.exit).toBe('SIGKILL');
    expect(await processesNaming(dataDir)).toEqual([orphan]);
    const second = startServer(SCRIPT, { PORT: new URL(address).port, DATA_DIR: dataDir });
    expect(await addressOf(second)).toBe(address);
    const pids = await redisPids(address, dataDir);
    expect(pids).toHaveLength(1);
    expect(pids).not.toContain(orphan);
  });

  test('SAFE-2 interrupted while it starts, or twice at once, it leaves no Redis behind', async () => {
    const dataDir = await temporaryFolder();
    const starting = startServer(SCRIPT, { PORT: '0', DATA_DIR: dataDir });
    await expect.poll(() => processesNaming(dataDir)).toHaveLength(1);
    starting.child.kill('SIGINT');
    await starting.exit;
    await expect.poll(() => processesNaming(dataDir)).toEqual([]);
    const open = startServer(SCRIPT, { PORT: '0', DATA_DIR: dataDir });
    await addressOf(open);
    open.child.kill('SIGINT');
    await delay(20);
    open.child.kill('SIGINT');
    await open.exit;
    await expect.poll(() => processesNaming(dataDir)).toEqual([]);
  });

  test('Ctrl-C ends the server before its Redis', async () => {
    const dataDir = await temporaryFolder();
    const server = startServer(SCRIPT, { PORT: '0', DATA_DIR: dataDir });
    await addressOf(server);
    server.child.kill('SIGINT');
    expect(await server.exit).toBe(0);
    expect(server.said()).not.toMatch(/no connection to Redis|has ended/);
    expect(await processesNaming(dataDir)).toEqual([]);
  });
});

describe('SAFE-3 what stands in the way is told in one line, with a status that is not zero', () => {
  const refused = (env: NodeJS.ProcessEnv) => refusalLines(startServer(SCRIPT, { PORT: '0', ...env }));

  test('a port in use', async () => {
    const port = await takenPort();
    const dataDir = await temporaryFolder();
    expect(await refused({ PORT: String(port), DATA_DIR: dataDir })).toEqual([
      `xuanhao: port ${port} is already in use`,
    ]);
    expect(await processesNaming(dataDir)).toEqual([]);
  });

  test('several wrong settings, each with its line', async () => {
    expect(await refused({ PORT: 'http', ENGINE: 'fast', DEMO_ACCOUNTS: 'many' })).toEqual([
      'xuanhao: PORT: must be a whole number from 0 to 65535',
      'xuanhao: ENGINE: must be uws or ws',
      'xuanhao: DEMO_ACCOUNTS: must be a whole number from 0 to 100000',
    ]);
  });

  test('a data folder that cannot be written', async () => {
    const file = join(await temporaryFolder(), 'file');
    await writeFile(file, '');
    expect(await refused({ DATA_DIR: join(file, 'data') })).toEqual([
      expect.stringMatching(/^xuanhao: the data folder .*\/file\/data \(DATA_DIR\) cannot be written: /),
    ]);
  });

  test('a data folder that another server has', async () => {
    const dataDir = await temporaryFolder();
    const first = startServer(SCRIPT, { PORT: '0', DATA_DIR: dataDir });
    const address = await addressOf(first);
    expect(await refused({ DATA_DIR: dataDir })).toEqual([
      `xuanhao: the data folder ${dataDir} is in use by another server (process ${first.child.pid})`,
    ]);
    await delay(100);
    expect((await fetch(`${address}/healthz`)).status).toBe(200);
  });

  test('no Redis program, and nothing may be installed', async () => {
    const server = startServer(SCRIPT, { PATH: '/nowhere', DATA_DIR: await temporaryFolder() });
    expect(await server.exit).toBe(1);
    expect(server.said()).toMatch(
      /^Please install:\n {2}redis-server or valkey-server: .*\n.*apt-get install redis-server\n.*XUANHAO_NO_INSTALL=1/,
    );
  });
});

describe('engines', () => {
  test.each(['uws', 'ws'])('ENGINE=%s is what serves', async (engine) => {
    const server = startServer(SCRIPT, { PORT: '0', DATA_DIR: await temporaryFolder(), ENGINE: engine });
    const health: unknown = await (await fetch(`${await addressOf(server)}/healthz`)).json();
    expect(health).toMatchObject({ engine });
  });
});
