// People who type: the process of neighbours.ts. Arguments: the server's URL, the first demo applicant, how many.
import { setTimeout as delay } from 'node:timers/promises';
import { type Applicant, arrive } from '../actors/applicant.ts';
import type { Waits } from './neighbours.ts';

/** From one key to the next, in ms: a fast typist, within what everybody is allowed. */
const BEAT = 40;

const [url = '', first = '1', many = '1'] = process.argv.slice(2);
let waits: number[] = [];
let failed = 0;

const typeOn = async (me: Applicant): Promise<void> => {
  const { id: layout, keys } = await me.openKeyboard();
  for (let nth = 0; ; nth += 1) {
    await delay(BEAT);
    const began = performance.now();
    // A different position and another key each time; the answer is held against its schema by `ask`.
    const typed = Array.from({ length: 5 }, (_, at) => (at === nth % 2 ? (keys[nth % keys.length]?.id ?? null) : null));
    await me.ask('typePattern', { layout, keys: typed }).then(
      (reply) => {
        if (reply.ok) waits.push(performance.now() - began);
        else failed += 1;
      },
      () => (failed += 1),
    );
  }
};

const people: Applicant[] = [];
for (let i = 0; i < Number(many); i += 1) people.push(await arrive(url, `demo${Number(first) + i}`));
process.on('message', () => {
  const sorted = waits.toSorted((a, b) => a - b);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  process.send?.({ p50: at(0.5), p99: at(0.99), keys: sorted.length, failed } satisfies Waits);
  [waits, failed] = [[], 0];
});
for (const me of people) void typeOn(me);
process.send?.('here');
