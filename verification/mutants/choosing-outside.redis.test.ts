import { expect, test } from 'vitest';
import { poolId } from '../../protocol/ids.ts';
import { authoritySettings } from '../../server/authority/settings.ts';
import type { Address } from '../../server/pool/block.ts';
import { RedisPoolStore } from '../../server/pool/redis/store.ts';
import type { RedisClient } from '../../server/redis/client.ts';
import { bitAt, Harness } from '../../test/pool/harness.ts';
import { openPoolClients } from '../../test/support/pool-clients.ts';
import { faultsOf } from '../checker/checker.ts';
import { eventLine, eventsOf, finalLines, poolLine } from '../checker/recording.ts';

const BOOKERS = 40;
const NUMBERS = 100;

const clients = openPoolClients();

/** A client whose draws take the numbers that the node chose beforehand: the script only books them. */
const bookingClient = (client: RedisClient, chosen: () => readonly Address[]): RedisClient =>
  new Proxy(client, {
    get: (target, name) => {
      if (name === 'evalSha') return () => Promise.reject(new Error('NOSCRIPT: the text is needed'));
      if (name === 'eval')
        return (text: string, options: Parameters<RedisClient['eval']>[1]) =>
          target.eval(
            text.replace('whole(nextAddress())', () => `({ ${chosen().join()} })[i]`),
            options,
          );
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });

/** Forty applicants draw five of a hundred numbers each, at once; answers the held numbers, and how many are held twice. */
const rush = async (store: RedisPoolStore, beforeEach: () => Promise<void>) => {
  const harness = new Harness({ store, passTo: async () => undefined });
  await harness.open(NUMBERS);
  await store.snapshot();
  const applicants = Array.from({ length: BOOKERS }, (_, nth) => harness.applicant(`s${nth}`));
  const draws = await Promise.all(applicants.map((each) => each.toDraw(5)));
  // Everyone looks at the free numbers first, and then everyone books.
  for (const _ of draws) await beforeEach();
  const replies = await Promise.all(draws.map((draw) => store.draw(draw)));
  const held = replies.flatMap((reply) => (reply.status === 'done' && reply.outcome === 'drawn' ? reply.numbers : []));
  return { held, twice: held.length - new Set(held).size };
};

test('P1 DRAW-2 numbers that are chosen inside the script are never sold twice, until none is left', async () => {
  const store = new RedisPoolStore(poolId.parse('inside'), clients);
  const { held, twice } = await rush(store, async () => undefined);
  expect([held.length, twice]).toEqual([NUMBERS, 0]);
});

test('P1 the same rush oversells where the numbers are chosen outside, and its history shows it', async () => {
  const pool = poolId.parse('outside');
  const honest = new RedisPoolStore(pool, clients);
  const picks: (readonly Address[])[] = [];
  let nth = 0;
  const look = async (): Promise<void> => {
    const { free } = await honest.snapshot();
    const open = Array.from({ length: NUMBERS }, (_, bit) => bit as Address).filter((bit) => bitAt(free, bit));
    // Each looks at the same hundred numbers, and takes five of them by a rule of its own.
    picks.push([0, 1, 2, 3, 4].map((i) => open[(picks.length * 37 + i * 11) % open.length] ?? (0 as Address)));
  };
  const commands = bookingClient(clients.commands, () => picks[nth++] ?? []);
  const { held, twice } = await rush(new RedisPoolStore(pool, { ...clients, commands }), look);
  expect(twice).toBeGreaterThan(0);
  // As many holds as numbers: no number is free any more, and yet not all are held.
  expect(held).toHaveLength(NUMBERS);
  expect(new Set(held).size).toBeLessThan(NUMBERS);

  const { blocks } = await honest.snapshot();
  const settings = authoritySettings.parse({ hours: 'always' });
  const history = [poolLine(settings, blocks), ...(await eventsOf(honest)).map(eventLine)];
  const faults = faultsOf([...history, ...(await finalLines(honest, []))]);
  expect(faults.filter(({ promise }) => promise === 'P1').map(({ says }) => says)).toContainEqual(
    expect.stringMatching(/^event \d+ \(platesDrawn\) gives \d{5} to s\d+ while it is held by s\d+$/),
  );
});
