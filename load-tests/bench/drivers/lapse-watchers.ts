import { setTimeout as delay } from 'node:timers/promises';
import { pino } from 'pino';
import type { PoolId } from '../../../protocol/ids.ts';
import { alarmQueueOf, setAlarm, slotOf } from '../../../server/expiry/alarms.ts';
import type { RedisPoolStore } from '../../../server/pool/redis/store.ts';
import { openRedisClient } from '../../../server/redis/client.ts';
import type { RedisTarget } from '../../../server/redis/target.ts';
import { keysOf } from '../../../verification/actors/keys.ts';
import { isAck } from '../../../verification/actors/packets.ts';
import { serveCalls } from '../support/calls.ts';
import { holdAll, openPool } from '../support/due-holds.ts';
import { each, Peer } from '../support/peer.ts';
import { percentile } from '../support/stats.ts';

/** How late those who watch a number heard that it is free again, in ms after the deadline; `made`: what the holds took. */
type Late = { readonly made: number; readonly heard: number; readonly p50: number; readonly p99: number };

/** A push is waited for as long as this, in ms. */
const TIMEOUT_MS = 15_000;

let store: RedisPoolStore;
let alarm: (deadline: number) => Promise<void>;
let deadline = 0;
let watchers = 0;
const late: number[] = [];

const hear = (packet: Buffer): void => {
  if (isAck(packet) || packet.indexOf('"patternMoved"') < 0 || packet.indexOf('"matching":1') < 0) return;
  late.push(Date.now() - deadline);
};

const calls = {
  /** Connects demo applicants who type one number each, and this process as another node of the pool. */
  open: async (place: { port: number; redis: RedisTarget; pool: string; plates: readonly string[] }): Promise<void> => {
    const { port, redis, pool, plates } = place;
    ({ store } = await openPool(redis, pool));
    const connection = await openRedisClient({ target: redis, role: 'queue', log: pino({ level: 'silent' }) });
    const queue = alarmQueueOf(pool as PoolId, connection);
    alarm = async (instant) => setAlarm(queue, slotOf(instant), Date.now());
    await each(plates.length, async (i) => {
      const peer = await Peer.signedIn(port, 1 + i);
      const layout = await peer.openKeyboard();
      await peer.carryOut('typePattern', { layout: layout.id, keys: keysOf(layout, plates[i] ?? '') });
      peer.hear = hear;
    });
    watchers = plates.length;
  },

  /** Has numbers held until an instant, and waits until everyone who watches one has heard that it is free again. */
  lapse: async (due: { count: number; inMs: number }): Promise<Late> => {
    deadline = (await store.now()) + due.inMs;
    await holdAll(store, due.count, deadline);
    await alarm(deadline);
    const made = due.inMs - (deadline - Date.now());
    // Who heard until now heard of numbers that were taken.
    late.length = 0;
    for (const end = deadline + TIMEOUT_MS; late.length < watchers && Date.now() < end; ) await delay(20);
    const sorted = Float64Array.from(late).toSorted();
    return { made, heard: sorted.length, p50: percentile(sorted, 0.5), p99: percentile(sorted, 0.99) };
  },
};

export type LapseWatchers = typeof calls;
serveCalls(calls);
