import { describe, expect, test } from 'vitest';
import { MAX_WAITING_BYTES } from '../../server/engine/client-connection.ts';
import { keysOf } from '../../verification/actors/keys.ts';
import { RawClient } from '../../verification/actors/raw-client.ts';
import { sharedPeople, sharedServer } from '../support/shared.ts';

const DEAF = 200;

describe.each(['uws', 'ws'] as const)('a crowd that reads nothing and one that shouts, on %s', (engine) => {
  const server = sharedServer({ engine });
  const people = sharedPeople(server);

  test('P10 LIVE-3 others are answered and told as ever, what waits is bounded, and the loud one is ended', async () => {
    const neighbours = await Promise.all([people.newcomer(), people.newcomer(), people.newcomer()]);
    const deaf = await Promise.all(Array.from({ length: DEAF }, () => RawClient.arrive(server.url)));
    for (const client of deaf) client.stopReading();
    const loud = await RawClient.arrive(server.url);
    const heap = await server.heap();
    let most = 0;
    for (let round = 0; round < 5; round += 1) {
      // Each deaf one is told some hundred kilobytes in all, which it never takes.
      for (const client of deaf) for (let i = 0; i < 40; i += 1) client.ask('readPool', {});
      if (round === 1) for (let i = 0; i < 20_000; i += 1) loud.ask('syncClock', {});
      for (const me of neighbours) {
        const layout = await me.openKeyboard();
        const typed = await me.carryOut('typePattern', { layout: layout.id, keys: keysOf(layout, `${round}?A??`) });
        expect(typed.matching).toBeGreaterThan(0);
      }
      const [first] = neighbours;
      await first.draw();
      await neighbours[1].hears('poolMoved');
      const waiting = await server.figure('xuanhao_waiting_most_bytes');
      most = Math.max(most, waiting);
      await first.release();
    }
    await expect.poll(() => server.figure('xuanhao_cuts_total{why="tooManyRequests"}')).toBe(1);
    await loud.hears('"goodbye",{"reason":"tooManyRequests"');
    expect(most).toBeLessThanOrEqual(2 * MAX_WAITING_BYTES);
    // All that was said to the deaf is some 25 MB: the system keeps what it likes of it, this process next to nothing.
    expect((await server.heap()) - heap).toBeLessThan(DEAF * MAX_WAITING_BYTES);
    for (const me of neighbours) expect(me.heard('goodbye')).toEqual([]);
    for (const client of [loud, ...deaf]) client.leave();
    await expect.poll(() => server.figure('xuanhao_lines')).toBe(neighbours.length);
  });
});
