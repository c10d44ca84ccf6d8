import { setTimeout as delay } from 'node:timers/promises';
import { changesOf } from './books.ts';
import { prepare } from './ground.ts';
import { Neighbours } from './neighbours.ts';
import { atPace, type Part } from './part.ts';
import { Tally } from './tally.ts';
import type { Memory, Target } from './target.ts';

/** The findings of one part. */
export type Besieged = {
  readonly part: string;
  readonly engine: string;
  readonly seed: number;
  readonly tried: number;
  readonly seconds: number;
  /** Of the server, in seconds. */
  readonly serverCpu: number;
  readonly held: boolean;
  readonly answers: Readonly<Record<string, number>>;
  /** Neighbours' keystrokes in ms: before, during, and how many times as long at the 99th percentile. */
  readonly others: { readonly before: number; readonly during: number; readonly ratio: number; readonly keys: number };
  /** In MB, after warming up and after the part. */
  readonly memory: { readonly rss: readonly [number, number]; readonly heap: readonly [number, number] | null };
  readonly failures: readonly string[];
};

/** Demo applicants for the hostile part, and for the neighbours who only type. */
const HOSTILE = 30;
const TYPISTS = 8;
/** How long keystrokes are measured in peace, in ms. */
const PEACE = 2_000;
/** Inputs of a part, under another seed, that go before the measurement: caches fill, code is compiled. */
const WARM_UP = 1 / 10;
/** What may live in memory more than before, in bytes; a leak of 200 bytes an input would be more. */
const HEAP_GROWTH = 16 * 2 ** 20;
/** The process returns memory late and in pieces: it may be larger by so many bytes. */
const RSS_GROWTH = 96 * 2 ** 20;
/** Neighbours' keys may take so many times as long, and so many ms: on a shared machine anything less is chance. */
const SLOWER = { times: 20, ms: 250 };

/** Runs one part after another against a server, and checks everything that must not change; true where nothing has. */
export const besiege = async (siege: {
  target: Target;
  parts: readonly Part[];
  countOf: (part: Part) => number;
  /** Inputs a second; null for as many as go. */
  paceOf: (part: Part) => number | null;
  seed: number;
  /** Whether it counts how long others waited: not where the machine is busy with other things. */
  judgesWaits?: boolean;
  print: (found: Besieged) => void;
  say: (line: string) => void;
}): Promise<boolean> => {
  const { target, parts, countOf, paceOf, seed, judgesWaits = true, print, say } = siege;
  const ground = await prepare(target, HOSTILE);
  const neighbours = await Neighbours.arrive(target.url, HOSTILE + 1, TYPISTS);
  let allHeld = true;
  try {
    const everybodyElse = new Set(
      ground.people.flatMap(({ view }) => (view === null ? [] : [`:selection:${view.id}`])),
    );
    for (const part of parts) {
      const count = countOf(part);
      const pace = paceOf(part);
      say(`${part.name}: ${part.what}, ${count}, seed ${seed}`);
      const failures: string[] = [];
      if (part.acts !== true) {
        const tally = new Tally();
        await part.play({
          target,
          ground,
          seed: seed + 1,
          count: Math.ceil(count * WARM_UP),
          tally,
          turn: atPace(pace),
        });
        failures.push(...tally.failures);
      }
      const first = await target.memory();
      const books = await target.books();
      await neighbours.waits();
      await delay(PEACE);
      const peace = await neighbours.waits();
      const [began, cpu] = [performance.now(), await target.cpu()];
      const tally = new Tally();
      await part.play({ target, ground, seed, count, tally, turn: atPace(pace) });
      const seconds = (performance.now() - began) / 1_000;
      const spent = (await target.cpu()) - cpu;
      const siegeWaits = await neighbours.waits();
      const last = await target.memory();
      failures.push(...tally.failures, ...target.complaints().map((line) => `it complained: ${line}`));
      if (!(await target.isAlive())) failures.push('it does not answer any more');
      const after = await target.books();
      if (books !== null && after !== null) {
        const isLookedAt = (key: string) => part.acts !== true || [...everybodyElse].some((end) => key.endsWith(end));
        failures.push(...changesOf(books, after, isLookedAt).map((line) => `the books have changed: ${line}`));
      }
      if (siegeWaits.failed > 0) failures.push(`${siegeWaits.failed} keys of others were not answered`);
      const ratio = siegeWaits.p99 / peace.p99;
      if (judgesWaits && ratio > SLOWER.times && siegeWaits.p99 > SLOWER.ms)
        failures.push(`others waited ${siegeWaits.p99.toFixed(1)} ms instead of ${peace.p99.toFixed(1)} ms`);
      if (part.acts !== true) failures.push(...growthOf(first, last));
      const held = failures.length === 0;
      allHeld &&= held;
      print({
        part: part.name,
        engine: target.engine,
        seed,
        tried: tally.tried,
        seconds: rounded(seconds),
        serverCpu: rounded(spent),
        held,
        answers: Object.fromEntries(Object.entries(tally.answers).toSorted(([, a], [, b]) => b - a)),
        others: {
          before: rounded(peace.p99),
          during: rounded(siegeWaits.p99),
          ratio: rounded(ratio),
          keys: siegeWaits.keys,
        },
        memory: {
          rss: [inMb(first.rss), inMb(last.rss)],
          heap: first.heap === null || last.heap === null ? null : [inMb(first.heap), inMb(last.heap)],
        },
        failures: failures.map((each) => each.slice(0, 600)),
      });
    }
    return allHeld;
  } finally {
    ground.leave();
    await neighbours.leave();
  }
};

const growthOf = (first: Memory, last: Memory): string[] => {
  const grown: string[] = [];
  if (first.heap !== null && last.heap !== null && last.heap - first.heap > HEAP_GROWTH)
    grown.push(`what lives in memory has grown from ${inMb(first.heap)} to ${inMb(last.heap)} MB`);
  if (last.rss - first.rss > RSS_GROWTH)
    grown.push(`the process has grown from ${inMb(first.rss)} to ${inMb(last.rss)} MB`);
  return grown;
};

const inMb = (bytes: number): number => rounded(bytes / 2 ** 20);
const rounded = (value: number): number => Number(value.toFixed(2));
