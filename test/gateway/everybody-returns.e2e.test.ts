import { describe, expect, test } from 'vitest';
import { RawClient } from '../../verification/actors/raw-client.ts';
import { signIn } from '../../verification/actors/sign-in.ts';
import { sharedServer } from '../support/shared.ts';

const CROWD = 600;

describe.each(['uws', 'ws'] as const)('everybody comes back at once, on %s', (engine) => {
  const server = sharedServer({ engine, demoAccounts: CROWD });

  test('SAFE-2, FLOW-4 after kill -9 of the server, all come in the same moment; all are let in, none is refused', async () => {
    const tokens: string[] = [];
    for (let n = 1; n <= CROWD; n += 30)
      tokens.push(...(await Promise.all(Array.from({ length: 30 }, (_, i) => signIn(server.url, `demo${n + i}`)))));
    await server.kill9();
    await server.start();
    const crowd = await Promise.all(tokens.map((token) => RawClient.arrive(server.url, token)));
    await Promise.all(crowd.map((client) => client.hears('"welcome"')));
    for (const { heard } of crowd) expect(heard).toContain('"selection":{');
    expect(await server.figure('xuanhao_arrivals_total{outcome="welcomed"}')).toBe(CROWD);
    expect(await server.figure('xuanhao_introduction_seconds_count')).toBe(CROWD);
    expect(await server.figure('xuanhao_introductions_waiting')).toBe(0);
    expect(await server.figure('xuanhao_lines')).toBe(CROWD);
    const arrivals = (await (await fetch(`${server.url}/metrics`)).text()).match(/^xuanhao_arrivals_total\{.*$/gm);
    expect(arrivals).toEqual([`xuanhao_arrivals_total{outcome="welcomed"} ${CROWD}`]);
    for (const client of crowd) client.leave();
    await expect.poll(() => server.figure('xuanhao_lines')).toBe(0);
  });
});
