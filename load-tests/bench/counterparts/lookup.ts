import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { PatternPicture } from '../../../protocol/pattern-picture.ts';
import { BLANK, type Pattern } from '../../../protocol/plate.ts';
import { tangshanFirstBlock } from '../../../server/authority/tangshan.ts';
import { openEngine } from '../../../server/engine/engine.ts';
import { Peers } from '../../../server/engine/peers.ts';
import { projectRoot } from '../../../server/project-root.ts';
import { openRedisClient, type RedisClient } from '../../../server/redis/client.ts';
import type { RedisTarget } from '../../../server/redis/target.ts';
import { createLog } from '../../../server/telemetry/log.ts';
import { serveCalls } from '../support/calls.ts';
import { faceOf } from '../support/typing.ts';

/**
 * The usual way: the free numbers are in Redis, and every key asks it. It runs on the same engine with the same settings,
 * checks nobody's session, and pushes nothing afterwards. The ways of asking:
 *
 * - `ranges`: sorted sets of all free numbers, one for each position that a serial may be turned to begin with; the one
 *   with the longest run of known characters in front gives a range, of which the matching numbers are picked.
 * - `sets`: a set of the free numbers for each character of each position; every key that may be usable is an
 *   intersection that ends at the first number, and their count is one more. All of them go in one message.
 * - `sharedRanges`: like `ranges`, but an answer serves everybody for 100 ms, as old as one of ours may be: no longer a
 *   look-up for each key, and with live keys it would have to be told to all who watch.
 */
const { positions } = tangshanFirstBlock;
const KEPT = 100;

type Picture = Pick<PatternPicture, 'matching' | 'usable'>;

const log = createLog('warn');
const engine = await openEngine({
  wanted: 'uws',
  fetch: async () => new Response(null, { status: 404 }),
  allowOrigin: () => true,
  peers: new Peers(),
  cacheDir: join(projectRoot, 'node_modules/.cache/xuanhao-bench'),
  log,
});
let redis: RedisClient | undefined;
const db = (): RedisClient => {
  if (redis === undefined) throw new Error('not filled');
  return redis;
};

const serials = positions.reduce<string[]>(
  (heads, set) => heads.flatMap((head) => Array.from(set, (character) => head + character)),
  [''],
);
const turned = (text: string, by: number): string => text.slice(by) + text.slice(0, by);

const byRanges = async (pattern: string): Promise<Picture> => {
  const runs = positions.map((_, by) => `${turned(pattern, by)}${BLANK}`.indexOf(BLANK));
  const by = runs.indexOf(Math.max(...runs));
  const head = turned(pattern, by).slice(0, runs[by]);
  const [first, last] = head === '' ? ['-', '+'] : [`[${head}`, `(${head}~`];
  const found = await db().zRange(`range:${by}`, first, last, { BY: 'LEX' });
  const back = positions.length - by;
  const seen = positions.map(() => new Set<string>());
  let matching = 0;
  for (const each of found) {
    const serial = turned(each, back);
    if (Array.from(pattern).some((character, p) => character !== BLANK && character !== serial[p])) continue;
    matching += 1;
    for (let p = 0; p < positions.length; p += 1) seen[p]?.add(serial.charAt(p));
  }
  const usable = positions.map((set, p) =>
    pattern[p] === BLANK
      ? Array.from(set)
          .filter((character) => seen[p]?.has(character))
          .join('')
      : '',
  );
  return { matching, usable };
};

const bySets = async (pattern: string): Promise<Picture> => {
  const known = Array.from(pattern).flatMap((character, p) => (character === BLANK ? [] : [`set:${p}:${character}`]));
  const count =
    known.length === 0
      ? db().zCard('range:0')
      : known[1] === undefined
        ? db().sCard(known[0] ?? '')
        : db().sInterCard(known);
  const usable = await Promise.all(
    positions.map(async (set, p) => {
      if (pattern[p] !== BLANK) return '';
      const any = await Promise.all(
        Array.from(set, (character) => db().sInterCard([...known, `set:${p}:${character}`], { LIMIT: 1 })),
      );
      return Array.from(set)
        .filter((_, i) => any[i] === 1)
        .join('');
    }),
  );
  return { matching: await count, usable };
};

const kept = new Map<string, { readonly picture: Promise<Picture>; readonly until: number }>();
const bySharedRanges = (pattern: string): Promise<Picture> => {
  const now = performance.now();
  const known = kept.get(pattern);
  if (known !== undefined && now < known.until) return known.picture;
  const picture = byRanges(pattern);
  kept.set(pattern, { picture, until: now + KEPT });
  return picture;
};
setInterval(() => {
  const now = performance.now();
  for (const [pattern, { until }] of kept) if (until < now) kept.delete(pattern);
}, 1_000);

const ways = { ranges: byRanges, sets: bySets, sharedRanges: bySharedRanges };
export type Way = keyof typeof ways;
let way: Way = 'ranges';

engine.io.of('/select').on('connection', (socket) => {
  socket.on('typePattern', (body: { keys: readonly (string | null)[] }, ack: (reply: unknown) => void) => {
    const pattern = body.keys.map((key) => (key === null ? BLANK : faceOf(key))).join('') as Pattern;
    void ways[way](pattern).then((picture) =>
      ack({ ok: true, answer: { pattern, seq: 0, ...picture }, now: Date.now() }),
    );
  });
});

const calls = {
  /** Puts all the numbers of the first block into Redis, free, and listens; answers the port. */
  listen: async (target: RedisTarget): Promise<number> => {
    redis = await openRedisClient({ target, role: 'queue', log });
    const adds: Promise<unknown>[] = [];
    for (const by of positions.keys()) {
      const values = serials.map((serial) => ({ score: 0, value: turned(serial, by) }));
      adds.push(db().zAdd(`range:${by}`, values));
    }
    for (const [p, set] of positions.entries())
      for (const character of set) {
        const values = serials.filter((serial) => serial[p] === character);
        adds.push(db().sAdd(`set:${p}:${character}`, values));
      }
    await Promise.all(adds);
    return engine.listen('127.0.0.1', 0);
  },
  /** From now on it asks in this way. */
  ask: (next: Way) => {
    way = next;
  },
  /** Throws where the two ways differ about a pattern. */
  compare: async (pattern: string): Promise<void> => {
    const [ranges, sets] = [await byRanges(pattern), await bySets(pattern)];
    if (!isDeepStrictEqual(ranges, sets)) throw new Error(JSON.stringify({ pattern, ranges, sets }));
  },
};
export type LookupCalls = typeof calls;
serveCalls(calls);
