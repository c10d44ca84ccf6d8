import { check } from 'k6';
import { Counter, Trend } from 'k6/metrics';
import { BLANK } from '../../../client/lib/pattern-feed.ts';
import { keysOf } from '../../../verification/actors/keys.ts';
import { audit } from '../audit.ts';
import { all, arriveBefore, type Gathered, gather, myPeople } from '../crowd.ts';
import { optionsOf, promise } from '../figures.ts';
import { MB, residentNow } from '../memory.ts';
import { Person, wait } from '../person.ts';
import { plan } from '../plan.ts';
import { draw, release } from '../steps.ts';

// Every fifth reads two kilobytes a second and asks for far more. The others type and draw, and must notice nothing:
// their answers stay quick and they miss no push. What waits for the slow ones is bounded, and what they hear late is
// whole (LIVE-3): in order and without a gap, or the server sends them away and they come back to a fresh picture. The
// system itself keeps some megabytes for each connection, so that takes a minute or two.

const sentAway = new Counter('slow_sent_away');
const caughtUp = new Counter('slow_caught_up');
const briskMs = new Trend('brisk_answer_ms', true);
const SLOW = 5;
const slow = Math.ceil(plan.people / SLOW);
/** Between two queries of a slow reader, in ms: some 40 kB a second of answers. */
const ASK_INTERVAL_MS = 33;
/** After so many seconds the system's buffers of a connection are full: within 150 s all of 4 were sent away. */
const LONG = 150;
/** Between two keys of a brisk reader, and between two draws that it gives up, in ms. */
const KEY_INTERVAL_MS = 250;
const DRAW_INTERVAL_MS = 4_000;
/** How much the server may grow: room for its garbage collection, and for what waits for each slow reader. */
const MAY_GROW = 64 * MB + slow * 0.25 * MB;

export const options = optionsOf({
  thresholds: {
    slow_sent_away: [plan.seconds < LONG ? 'count>=0' : `count==${slow}`],
    slow_caught_up: [`count==${slow}`],
    brisk_answer_ms: ['p(95)<500', 'p(99)<2000'],
  },
  within: 120 + plan.seconds + plan.people / 100,
});

type Slowed = Gathered & { readonly resident: number };
export const setup = (): Slowed => ({ ...gather(), resident: residentNow() });

/** Follows the pool's pushes from the next welcome on: each has the number after the last one's. */
const follow = (person: Person): void => {
  let seq: number | null = null;
  person.on.poolMoved = (moved) => {
    const before = seq ?? person.welcome?.pool.seq ?? Number.NaN;
    promise(moved.seq === before + 1, `LIVE-3 ${person.name} heard ${moved.seq} after ${before}`);
    seq = moved.seq;
  };
};

const readSlowly = async (person: Person, gathered: Slowed, until: number): Promise<void> => {
  follow(person);
  await arriveBefore(person, gathered);
  const cut = new Promise<true>((resolve) => {
    person.onCut = () => resolve(true);
  });
  let away = false;
  do {
    person.say('readPool', {});
    away = await Promise.race([cut, wait(ASK_INTERVAL_MS).then(() => false)]);
  } while (!away && Date.now() < until);
  if (away) {
    sentAway.add(1);
    follow(person);
    await wait(2_000 + Math.random() * 2_000);
    await person.arrive();
  }
  // The proxy is no longer slow: the delayed pushes arrive in order, and then this answer.
  await person.carryOut('syncClock', {});
  caughtUp.add(1);
};

const beBrisk = async (person: Person, gathered: Slowed, until: number, draws: boolean): Promise<void> => {
  follow(person);
  const { pool } = await arriveBefore(person, gathered);
  const { layout } = await person.carryOut('openKeyboard', {});
  const positions = pool.blocks[0]?.positions.length ?? 5;
  let drawAt = Date.now() + Math.random() * DRAW_INTERVAL_MS;
  for (let key = 0; Date.now() < until; key += 1) {
    const began = Date.now();
    const keys = keysOf(layout, `${key % 10}${BLANK.repeat(positions - 1)}`);
    await person.carryOut('typePattern', { layout: layout.id, keys });
    briskMs.add(Date.now() - began);
    if (draws && Date.now() > drawAt && person.view.drawsLeft > 0) {
      drawAt += DRAW_INTERVAL_MS;
      await draw(person);
      await release(person);
    }
    await wait(KEY_INTERVAL_MS - (Date.now() - began));
  }
};

export default async (gathered: Slowed): Promise<void> => {
  const until = gathered.startAt + plan.seconds * 1_000;
  const people = myPeople(gathered).map((person) => {
    const { number, token } = person;
    const isSlow = (number - plan.first) % SLOW === 0;
    return isSlow ? new Person({ number, token, url: plan.slowUrl }) : person;
  });
  await all(people, (person) => {
    const nth = person.number - plan.first;
    return nth % SLOW === 0 ? readSlowly(person, gathered, until) : beBrisk(person, gathered, until, nth % SLOW === 1);
  });
};

export const teardown = async (gathered: Slowed): Promise<void> => {
  const grown = residentNow() - gathered.resident;
  console.log(`the server has grown by ${(grown / MB).toFixed(0)} MB, from ${(gathered.resident / MB).toFixed(0)} MB`);
  check(grown, { 'what waits for slow readers is bounded': (bytes) => bytes < MAY_GROW });
  await audit(gathered);
};
