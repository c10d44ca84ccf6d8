import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { authoritySettings } from '../../../server/authority/settings.ts';
import { tangshanFirstBlock } from '../../../server/authority/tangshan.ts';
import { type Address, serialAt } from '../../../server/pool/block.ts';
import { openBlocks, type WantedBlock } from '../../../server/pool/opening.ts';
import type { GrownCrowd } from '../drivers/grown-crowd.ts';
import type { VerifyingCrowd } from '../drivers/verifying-crowd.ts';
import { openPool } from './due-holds.ts';
import { endAll } from './ending.ts';
import { startScript } from './node-process.ts';
import { type Service, startService } from './service.ts';
import { sized } from './size.ts';
import { cpuTimeOf } from './usage.ts';

export type Setting = {
  readonly series: 'numbers' | 'sockets' | 'processes';
  /** Where the setting stands in its series. */
  readonly at: number;
  readonly pool: { readonly numbers: number; readonly blocks: readonly WantedBlock[] };
  readonly sockets: number;
  readonly processes: number;
};

/** CPU time of all server processes, in µs; `redis`: of Redis, per verification. */
type Micros = { readonly keystroke: number; readonly verify: number; readonly redis: number; readonly push: number };
export type Cost = Setting & { readonly micros: Micros };

const KEYS = { keys: sized(8_000), rate: 2_000 };
const VERIFICATIONS = sized(1_000);
const ROUNDS = 2;
/** How often the watched number is taken and given back. */
const TURNS = sized(20);

const plateAt = (n: number): string => serialAt([{ ...tangshanFirstBlock, base: 0 }], n as Address);
const LAST = 47_999;

/** The CPU time of a server and of every process under it but its Redis, in µs. */
const serverTime = ({ pid, redisPid }: Service): number => {
  const under = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').map(Number);
  const all = [pid, ...under.filter((each) => each > 0 && each !== redisPid)];
  return all.reduce((sum, each) => sum + cpuTimeOf(each), 0) / 1_000;
};

/** Measures one setting on a server of its own. */
export const measureCost = async ({ pool, sockets, processes }: Setting): Promise<Micros> => {
  const losers = VERIFICATIONS / 2;
  const people = sockets + (ROUNDS + 2) * losers + 2;
  const service = await startService({
    demoAccounts: people,
    authority: { captchaWork: 1, verifyIntervalSeconds: 0, holdSeconds: 600, tries: 1_000 },
    env: { WORKERS: String(processes) },
  });
  const { port } = service;
  const { store, close } = await openPool(service.redis, authoritySettings.parse({}).pool);
  await openBlocks(store, pool.blocks);
  await untilOpen(port, pool.numbers);
  const crowd = startScript<GrownCrowd>('drivers/grown-crowd.ts', 'driver');
  await crowd.call('connect', { port, count: sockets });

  /** The server's CPU time for each piece, less its idle use in the same time. */
  const micros = async (pieces: number, act: () => Promise<void>): Promise<number> => {
    const resting = serverTime(service);
    const rested = performance.now();
    await delay(1_000);
    const idle = (serverTime(service) - resting) / (performance.now() - rested);
    const before = serverTime(service);
    const began = performance.now();
    await act();
    return (serverTime(service) - before - idle * (performance.now() - began)) / pieces;
  };

  await crowd.call('type', KEYS);
  const keystroke = await micros(KEYS.keys, () => crowd.call('type', KEYS));

  const verifying = startScript<VerifyingCrowd>('drivers/verifying-crowd.ts', 'driver');
  const fire = async (round: number): Promise<void> => {
    const wanted = Array.from({ length: losers }, (_, i) => [
      [sockets + 1 + (round + 1) * losers + i, plateAt(1 + round * losers + i)] as const,
      [sockets + 1 + i, plateAt(0)] as const,
    ]).flat();
    await verifying.call('prepare', { port, wanted });
  };
  await verifying.call('prepare', { port, wanted: [[people - 1, plateAt(0)]] });
  await verifying.call('fire', 1);
  await fire(0);
  await verifying.call('fire', 100);
  await fire(1);
  const redisBefore = cpuTimeOf(service.redisPid);
  const verify = await micros(VERIFICATIONS, async () => void (await verifying.call('fire', 100)));
  const redis = (cpuTimeOf(service.redisPid) - redisBefore) / 1_000 / VERIFICATIONS;

  await crowd.call('watch', plateAt(LAST));
  const push = await micros(TURNS * sockets, async () => {
    for (let turn = 0; turn < TURNS; turn += 1) {
      await (turn % 2 === 0 ? store.withhold : store.unwithhold)([LAST as Address]);
      // Waits for every push: a change that follows earlier would be merged with this one.
      await crowd.call('heard', turn + 1);
    }
  });
  close();
  await endAll();
  const rounded = (n: number): number => Number(n.toPrecision(3));
  return { keystroke: rounded(keystroke), verify: rounded(verify), redis: rounded(redis), push: rounded(push) };
};

/** Waits until every process has the whole pool; requests reach the processes in turn. */
const untilOpen = async (port: number, numbers: number): Promise<void> => {
  for (let right = 0; right < 20; ) {
    const health = (await (await fetch(`http://127.0.0.1:${port}/healthz`)).json()) as { pools: { total: number }[] };
    right = health.pools[0]?.total === numbers ? right + 1 : 0;
    await delay(20);
  }
};
