import { afterEach, describe, expect, test } from 'vitest';
import { arrive, connect } from '../../verification/actors/applicant.ts';
import { joining } from '../../verification/actors/packets.ts';
import { RawClient } from '../../verification/actors/raw-client.ts';
import { signIn } from '../../verification/actors/sign-in.ts';
import { sharedServer } from '../support/shared.ts';

/** More than the connections that an account may have. */
const JOINS = 170;

describe.each(['uws', 'ws'] as const)('joins of one line, on %s', (engine) => {
  const server = sharedServer({ engine });
  afterEach(async () => {
    await expect.poll(() => server.figure('xuanhao_lines')).toBe(0);
    await expect.poll(() => server.figure('xuanhao_connections')).toBe(0);
    expect(await miscounted()).toEqual([]);
  });

  /** Whatever is counted otherwise than it is there. */
  const miscounted = async (): Promise<string[]> => {
    const text = await (await fetch(`${server.url}/metrics`)).text();
    const lines = text.split('\n').filter((line) => line.startsWith('xuanhao_miscounted{'));
    expect(lines.length).toBeGreaterThanOrEqual(6);
    return lines.filter((line) => !line.endsWith(' 0'));
  };
  const times = (text: string, heard: string): number => heard.split(text).length - 1;
  const choosing = async (): Promise<number> => {
    const watcher = await connect(server.url);
    const picture = await watcher.carryOut('readPool', {});
    watcher.leave();
    return picture.choosing;
  };
  const signOutEverywhere = (token: string) =>
    fetch(`${server.url}/api/sessions`, { method: 'DELETE', headers: { authorization: `Bearer ${token}` } });

  test('P10 SAFE-3 170 joins in one piece are one connection of the account, which comes back when it has gone', async () => {
    const token = await signIn(server.url, 'demo1');
    const line = await RawClient.open(server.url);
    line.write(...Array.from({ length: JOINS }, () => joining('/select', token)));
    await line.hears('"welcome"');
    await expect.poll(() => times('"alreadyJoined"', line.heard) / 2).toBe(JOINS - 1);
    expect(times('"welcome"', line.heard)).toBe(1);
    expect(await server.figure('xuanhao_connections')).toBe(1);
    expect(await miscounted()).toEqual([]);
    line.leave();
    // Again, and gone before anybody can have looked at it.
    const hasty = await RawClient.open(server.url);
    hasty.write(...Array.from({ length: JOINS }, () => joining('/select', token)));
    hasty.leave();
    await expect.poll(() => server.figure('xuanhao_lines')).toBe(0);
    const all = await Promise.all(Array.from({ length: 100 }, () => connect(server.url, token)));
    expect(await miscounted()).toEqual([]);
    for (const each of all) each.leave();
    await expect.poll(choosing).toBe(0);
  });

  test('SAFE-3 of two sessions on one line the first is who it is, and ends with it; the other was never in', async () => {
    const [a, b] = [await signIn(server.url, 'demo2'), await signIn(server.url, 'demo3')];
    const lines = await Promise.all(Array.from({ length: 40 }, () => RawClient.open(server.url)));
    for (const line of lines) line.write(joining('/select', a), joining('/select', b));
    await Promise.all(lines.map((line) => line.hears('"welcome"')));
    await Promise.all(lines.map((line) => line.hears('"alreadyJoined"')));
    await expect.poll(choosing).toBe(1);
    expect((await signOutEverywhere(b)).ok).toBe(true);
    expect(await server.figure('xuanhao_connections')).toBe(40);
    expect((await signOutEverywhere(a)).ok).toBe(true);
    await Promise.all(lines.map((line) => line.ends()));
    for (const { heard } of lines) {
      expect(times('"welcome"', heard)).toBe(1);
      expect(heard).toContain('"goodbye",{"reason":"signedOut","comeBack":false');
    }
    await expect.poll(choosing).toBe(0);
    for (const name of ['demo2', 'demo3']) (await arrive(server.url, name)).leave();
  });

  test('SAFE-3 who leaves and joins again without end, as one or as another, is counted once', async () => {
    const tokens = [await signIn(server.url, 'demo4'), await signIn(server.url, 'demo5'), ''];
    const line = await RawClient.open(server.url);
    for (let nth = 1; nth <= 30; nth += 1) {
      line.write(joining('/select', tokens[nth % 3]));
      await expect.poll(() => times('"welcome"', line.heard), { interval: 2 }).toBe(nth);
      expect(await server.figure('xuanhao_connections')).toBe(1);
      expect(await miscounted()).toEqual([]);
      line.write('41/select,');
      // Socket.IO ends a line that joins before it has left.
      await expect.poll(() => server.figure('xuanhao_connections'), { interval: 2 }).toBe(0);
    }
    expect(await server.figure('xuanhao_lines')).toBe(1);
    line.leave();
  });

  test('SAFE-3 a line is an applicant’s and a desk’s at once, and each ends with its own session', async () => {
    const token = await signIn(server.url, 'demo6');
    const answer = await fetch(`${server.url}/api/desk/session`, {
      method: 'POST',
      body: JSON.stringify({ userName: 'demo-manager', passPhrase: 'demo', tokenIn: 'body' }),
    });
    const { token: desk } = (await answer.json()) as { token: string };
    const line = await RawClient.open(server.url);
    const twice = [joining('/select', token), joining('/desk', desk)];
    line.write(...twice, ...twice, joining('/desk', token));
    await line.hears('"welcome"');
    await line.hears('"deskWelcome"');
    await expect.poll(() => times('"alreadyJoined"', line.heard) / 2).toBe(3);
    expect(await miscounted()).toEqual([]);
    line.write('41/desk,');
    await signOutEverywhere(token);
    await line.ends();
    expect(line.heard).toContain('42/select,["goodbye"');
    expect(line.heard).not.toContain('42/desk,["goodbye"');
  });

  test('SAFE-3 the namespace that Socket.IO always has is refused as one that there is not', async () => {
    const line = await RawClient.open(server.url);
    line.write('40', '40/nonsense,');
    await line.hears('44{"message":"Invalid namespace"}');
    await line.hears('44/nonsense,{"message":"Invalid namespace"}');
    expect(line.heard).not.toContain('40{"sid"');
    line.leave();
  });
});
