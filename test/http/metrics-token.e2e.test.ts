import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestServer } from '../support/server.ts';

const TOKEN = 'a-token-of-the-scraper';

describe.each(['uws', 'ws'] as const)('the figures, on %s', (engine) => {
  const servers: TestServer[] = [];
  beforeAll(async () => {
    servers.push(await TestServer.start({ engine }));
    servers.push(await TestServer.start({ engine, env: { METRICS_TOKEN: TOKEN } }));
  });
  afterAll(() => Promise.all(servers.map((server) => server.stop())));

  const statusOf = async (i: number, headers: Record<string, string> = {}): Promise<number> =>
    (await fetch(`${servers[i]?.url}/metrics`, { headers })).status;

  test('SAFE-3 the figures are told to nobody else than this machine, and to no proxy on it', async () => {
    expect(await statusOf(0)).toBe(200);
    for (const name of ['x-forwarded-for', 'forwarded', 'x-real-ip', 'via'])
      expect([name, await statusOf(0, { [name]: '127.0.0.1' })]).toEqual([name, 404]);
  });

  test('SAFE-3 with a token they are told to whoever has it, behind a proxy too, and to nobody without', async () => {
    const authorization = `Bearer ${TOKEN}`;
    expect(await statusOf(1, { authorization })).toBe(200);
    expect(await statusOf(1, { authorization, 'x-forwarded-for': '192.0.2.1' })).toBe(200);
    expect(await statusOf(1)).toBe(404);
    expect(await statusOf(1, { authorization: `${authorization}r` })).toBe(404);
  });
});
