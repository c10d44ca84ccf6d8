import { describe, expect, test } from 'vitest';
import type { TestServer } from '../support/server.ts';
import { sharedServer } from '../support/shared.ts';

const TOKEN = 'a-token-of-the-scraper';

describe.each(['uws', 'ws'] as const)('the figures, on %s', (engine) => {
  const open = sharedServer({ engine });
  const guarded = sharedServer({ engine, env: { METRICS_TOKEN: TOKEN } });
  const statusOf = async ({ url }: TestServer, headers: Record<string, string> = {}): Promise<number> =>
    (await fetch(`${url}/metrics`, { headers })).status;

  test('SAFE-3 the figures are told to nobody else than this machine, and to no proxy on it', async () => {
    expect(await statusOf(open)).toBe(200);
    for (const name of ['x-forwarded-for', 'forwarded', 'x-real-ip', 'via'])
      expect([name, await statusOf(open, { [name]: '127.0.0.1' })]).toEqual([name, 404]);
  });

  test('SAFE-3 with a token they are told to whoever has it, behind a proxy too, and to nobody without', async () => {
    const authorization = `Bearer ${TOKEN}`;
    expect(await statusOf(guarded, { authorization })).toBe(200);
    expect(await statusOf(guarded, { authorization, 'x-forwarded-for': '192.0.2.1' })).toBe(200);
    expect(await statusOf(guarded)).toBe(404);
    expect(await statusOf(guarded, { authorization: `${authorization}r` })).toBe(404);
  });
});
