import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { authoritySettings } from '../../server/authority/settings.ts';
import { type Address, serialAt } from '../../server/pool/block.ts';
import { runRedis } from '../../server/redis/process.ts';
import { findRedisProgram } from '../../server/redis/program.ts';
import { unixTarget } from '../../server/redis/target.ts';
import { createLog } from '../../server/telemetry/log.ts';
import { keysOf } from '../../verification/actors/keys.ts';
import type { Bench } from './measure.ts';
import { openPool } from './support/due-holds.ts';
import { onEnd } from './support/ending.ts';
import { fillPool, ordinaryBlocks } from './support/full-pool.ts';
import { Peer } from './support/peer.ts';
import { type Service, startService } from './support/service.ts';
import { quick, sized } from './support/size.ts';
import { median } from './support/stats.ts';

const TAKEN = sized(1_000_000);
const ROUNDS = quick ? 1 : 4;
/** So many numbers of each kind are asked for. */
const SAMPLES = 20;

type Expected = {
  readonly total: number;
  readonly free: number;
  readonly plates: readonly (readonly [string, number])[];
};

/** Throws unless the pool's figures and the sampled numbers are right. */
const check = async ({ port }: Service, { total, free, plates }: Expected): Promise<void> => {
  const health = (await (await fetch(`http://127.0.0.1:${port}/healthz`)).json()) as { pools: object[] };
  const [pool] = health.pools as { total: number; free: number }[];
  if (pool?.total !== total || pool.free !== free) throw new Error(`not right: ${JSON.stringify(health)}`);
  const peer = await Peer.signedIn(port, 1);
  const layout = await peer.openKeyboard();
  for (const [plate, matching] of plates) {
    const typed = { layout: layout.id, keys: keysOf(layout, plate) };
    const picture = await peer.carryOut<{ matching: number }>('typePattern', typed);
    if (picture.matching !== matching) throw new Error(`${plate} is not right: ${JSON.stringify(picture)}`);
    await delay(25);
  }
  peer.end();
};

/** Starts it; answers how long it took until it said that it is ready, in ms. */
const timed = async (dataDir: string, expected: Expected, env: Record<string, string> = {}): Promise<number> => {
  const began = performance.now();
  const service = await startService({ demoAccounts: 10, dataDir, isPinned: false, env });
  while (!(await fetch(`http://127.0.0.1:${service.port}/readyz`)).ok) await delay(1);
  const ms = performance.now() - began;
  await check(service, expected);
  await service.stop();
  return ms;
};

/**
 * How long a restart takes with all ordinary numbers of one letter, a million of them taken: from the command line to
 * being ready, with its Redis, which reads its file meanwhile; beside it a restart of the server alone.
 */
export const start: Bench = {
  names: ['start_ms'],
  run: async (progress) => {
    const dataDir = await mkdtemp(join(tmpdir(), 'xuanhao-start-'));
    onEnd(() => rm(dataDir, { recursive: true, force: true }));
    const first = await startService({ demoAccounts: 10, dataDir });
    const { store, close } = await openPool(first.redis, authoritySettings.parse({}).pool);
    const filled = await fillPool(store, ordinaryBlocks, TAKEN);
    close();
    await first.stop();
    const sampled = (from: readonly Address[], matching: number) =>
      Array.from({ length: SAMPLES }, (_, i) => {
        const address = from[Math.floor((from.length * i) / SAMPLES)] ?? (0 as Address);
        return [serialAt(filled.blocks, address), matching] as const;
      });
    const expected: Expected = {
      total: filled.total,
      free: filled.total - filled.taken.length,
      plates: [...sampled(filled.taken, 0), ...sampled(filled.stillFree, 1)],
    };
    progress(`${filled.total} numbers are there, ${filled.taken.length} of them taken`);

    const whole: number[] = [];
    for (let i = 0; i <= ROUNDS; i += 1) whole.push(await timed(dataDir, expected));
    progress(`with its Redis: ${whole.map((ms) => ms.toFixed()).join(', ')} ms`);
    const socket = join(dataDir, 'apart.sock');
    const program = (await findRedisProgram(process.env['PATH'] ?? '')) ?? '';
    const target = unixTarget(socket);
    const redis = await runRedis({ program, socket, dir: join(dataDir, 'redis'), target, log: createLog('silent') });
    onEnd(redis.stop);
    const alone: number[] = [];
    for (let i = 0; i <= ROUNDS; i += 1) alone.push(await timed(dataDir, expected, { REDIS_URL: target.url }));
    progress(`alone: ${alone.map((ms) => ms.toFixed()).join(', ')} ms`);
    const detail = {
      numbers: filled.total,
      taken: filled.taken.length,
      serverAloneMs: Math.round(median(alone.slice(1))),
      rounds: ROUNDS,
    };
    return [{ name: 'start_ms', value: median(whole.slice(1)), unit: 'ms', detail }];
  },
};
