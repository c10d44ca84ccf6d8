import { check } from 'k6';
import { Counter, Trend } from 'k6/metrics';
import { BLANK } from '../../../client/lib/pattern-feed.ts';
import type { VoucherView } from '../../../protocol/http/voucher.ts';
import { audit } from '../audit.ts';
import { all, type Gathered, myPeople, signAllIn, signIn } from '../crowd.ts';
import { optionsOf, promise } from '../figures.ts';
import { type Person, wait } from '../person.ts';
import { plan } from '../plan.ts';
import { pick, typeOut } from '../plates.ts';
import { poolFigures } from '../pool-figures.ts';
import { complete, confirm, draw, getJson, prepare, verify } from '../steps.ts';

// Everyone comes in the same second and goes the whole way: sign in, connect, type or draw, hold, confirm, code from
// the outbox, reserved, voucher. Those who compose all like the same few numbers, so many find theirs taken.

const reserved = new Counter('reserved');
const taken = new Counter('taken');
const wayMs = new Trend('whole_way_ms', true);
/** The wanted numbers: 8 of the first block, then their nearest free ones. */
const LIKED = '68A';
const EXPECTED = ['coolingDown'] as const;
/** A captcha a second, six at once: a person who tries more often waits for as long. */
const TRY_INTERVAL_MS = 1_100;

export const options = optionsOf({
  thresholds: {
    reserved: [`count==${plan.people}`],
    'answer_ms{command:completeReservation}': [`p(95)<${1_000 + plan.people * 4}`],
    'answer_ms{command:verifyPlate}': [`p(95)<${1_000 + plan.people * 4}`],
  },
  expected: EXPECTED,
  within: 120 + plan.people / 10,
});

/** Nobody is signed in beforehand: that is a part of the rush. */
export const setup = (): Gathered => ({ tokens: [], before: poolFigures(), startAt: Date.now() + 2_000 });

/** Types, verifies, and begins again as long as others were quicker; resolves to the number. */
const compose = async (person: Person, positions: number): Promise<string> => {
  for (;;) {
    const began = Date.now();
    const { triesLeft } = person.at('choosing');
    const prepared = await prepare(person);
    const plate = await typeOut(person, prepared.layout, BLANK.repeat(positions), LIKED);
    if (plate !== null) {
      const reply = await verify(person, plate, prepared);
      if (reply.ok && reply.answer.outcome === 'held') return plate;
      if (!reply.ok && reply.refusal.code !== 'coolingDown') throw new Error(`verifyPlate: ${reply.refusal.code}`);
      if (reply.ok) taken.add(1);
      const left = person.at('choosing').triesLeft;
      promise(left === triesLeft - (reply.ok ? 1 : 0), `COMP-6 ${person.name}: ${triesLeft} tries, then ${left}`);
    }
    await wait(TRY_INTERVAL_MS - (Date.now() - began));
  }
};

export default async (gathered: Gathered): Promise<void> => {
  await all(myPeople(gathered, EXPECTED), async (person, i) => {
    await wait(gathered.startAt - Date.now());
    const began = Date.now();
    person.token = await signIn(person.number);
    const { pool } = await person.arrive();
    const plate = i % 2 === 0 ? await compose(person, pool.blocks[0]?.positions.length ?? 5) : pick(await draw(person));
    await confirm(person, plate);
    const got = await complete(person);
    const { stage } = person.view;
    promise(got === plate && stage === 'reserved', `FLOW-2 ${person.name} confirmed ${plate}, has ${got}, ${stage}`);
    const voucher = (await getJson(person, '/api/voucher')) as VoucherView;
    promise(voucher.plate === plate, `DONE-2 ${person.name} has ${plate}, the voucher says ${voucher.plate}`);
    reserved.add(1);
    wayMs.add(Date.now() - began);
  });
};

export const teardown = async (gathered: Gathered): Promise<void> => {
  const selections = await audit({ ...gathered, tokens: signAllIn() });
  check(selections, {
    'everyone has a reserved number': (views) =>
      views.length === plan.people && views.every(({ stage }) => stage === 'reserved'),
  });
};
