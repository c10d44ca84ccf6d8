import { Counter, Trend } from 'k6/metrics';
import { BLANK } from '../../../client/lib/pattern-feed.ts';
import type { Welcome } from '../../../protocol/select/pushes/welcome.ts';
import { keysOf } from '../../../verification/actors/keys.ts';
import { audit } from '../audit.ts';
import { all, type Gathered, gather, myPeople } from '../crowd.ts';
import { optionsOf, promise } from '../figures.ts';
import { type Person, wait } from '../person.ts';
import { plan } from '../plan.ts';
import { freePlates, pick, withFace } from '../plates.ts';
import { prepare, release, verify } from '../steps.ts';

// Everyone types, four keys a second, and every key is answered with what is possible (COMP-3). Then the people of each
// group look at one pattern, one of them takes its number and gives it back, and the key goes grey and lights up again
// under the others' fingers (COMP-4).

const keys = new Counter('keys_typed');
const greyMs = new Trend('key_grey_ms', true);
const litMs = new Trend('key_lit_ms', true);
const KEY_INTERVAL_MS = 250;
const watchers = plan.people - plan.groups;

export const options = optionsOf({
  thresholds: {
    keys_typed: [`count>=${Math.floor(watchers * plan.seconds * 2)}`],
    'answer_ms{command:typePattern}': ['p(95)<500', 'p(99)<2000'],
    key_grey_ms: ['p(95)<1000'],
    key_lit_ms: ['p(95)<1000'],
  },
  expected: ['coolingDown'],
  within: 90 + plan.seconds + plan.people / 100,
});

export const setup = gather;

/** The number that a group watches, and when its taker took it and gave it back. */
class Meeting {
  plate = '';
  readonly position = 3;
  watching = 0;
  takenAt = 0;
  freedAt = 0;

  get pattern(): string {
    return withFace(this.plate, this.position, BLANK);
  }

  get face(): string {
    return this.plate[this.position] ?? '';
  }
}

const type = (person: Person, layout: Parameters<typeof keysOf>[0], pattern: string) =>
  person.carryOut('typePattern', { layout: layout.id, keys: keysOf(layout, pattern) });

const typist = async (person: Person, { pool }: Welcome, until: number): Promise<void> => {
  const blank = BLANK.repeat(pool.blocks[0]?.positions.length ?? 5);
  await wait(Math.random() * KEY_INTERVAL_MS);
  while (Date.now() < until) {
    const { layout } = await person.carryOut('openKeyboard', {});
    for (let pattern = blank; pattern.includes(BLANK) && Date.now() < until; ) {
      const began = Date.now();
      const answer = await type(person, layout, pattern);
      keys.add(1);
      promise(answer.pattern === pattern, `COMP-2 typed ${pattern}, was read as ${answer.pattern}`);
      const open = [...pattern].flatMap((face, i) => (face === BLANK && answer.usable[i] !== '' ? [i] : []));
      promise(open.length > 0 && answer.matching > 0, `COMP-3 ${pattern}, from usable keys alone, matches nothing`);
      const position = pick(open);
      pattern = withFace(pattern, position, pick(answer.usable[position] ?? ''));
      await wait(KEY_INTERVAL_MS - (Date.now() - began));
    }
  }
};

/** Types the meeting's pattern and waits for its key to go grey, and to light up. */
const watch = async (person: Person, meeting: Meeting): Promise<void> => {
  const { layout } = await person.carryOut('openKeyboard', {});
  let seq = Number.NaN;
  const seen = new Promise<void>((resolve, reject) => {
    let grey = false;
    const late = setTimeout(
      () => reject(new Error(`the key ${meeting.face} of ${meeting.pattern} did not move`)),
      30_000,
    );
    person.on.patternMoved = (moved) => {
      if (moved.pattern !== meeting.pattern) return;
      promise(Number.isNaN(seq) || moved.seq <= seq + 1, `LIVE-3 picture ${moved.seq} after ${seq}`);
      seq = Math.max(moved.seq, Number.isNaN(seq) ? moved.seq : seq);
      const usable = moved.usable[meeting.position]?.includes(meeting.face) ?? false;
      if (!usable && !grey) {
        grey = true;
        greyMs.add(Date.now() - meeting.takenAt);
      } else if (usable && grey) {
        litMs.add(Date.now() - meeting.freedAt);
        clearTimeout(late);
        resolve();
      }
    };
  });
  const answer = await type(person, layout, meeting.pattern);
  seq = answer.seq;
  promise(
    answer.usable[meeting.position]?.includes(meeting.face) ?? false,
    `COMP-3 ${meeting.plate} is free, its key is grey`,
  );
  meeting.watching += 1;
  await seen;
};

const take = async (person: Person, meeting: Meeting, watched: number): Promise<void> => {
  const prepared = await prepare(person);
  while (meeting.watching < watched) await wait(50);
  meeting.takenAt = Date.now();
  const reply = await verify(person, meeting.plate, prepared);
  if (!reply.ok || reply.answer.outcome !== 'held') throw new Error(`${meeting.plate} could not be taken`);
  await wait(1_000);
  meeting.freedAt = Date.now();
  await release(person);
};

export default async (gathered: Gathered): Promise<void> => {
  const people = myPeople(gathered, ['coolingDown']);
  const meeting = new Meeting();
  const until = gathered.startAt + plan.seconds * 1_000;
  await all(people, async (person, i) => {
    const welcome = await person.arrive();
    if (i === 0) {
      const [plate] = await freePlates(person, welcome.pool.blocks[0]?.positions.length ?? 5, 1);
      meeting.plate = plate ?? '';
      await wait(until - Date.now());
      await take(person, meeting, people.length - 1);
    } else {
      await typist(person, welcome, until);
      await watch(person, meeting);
    }
  });
};

export const teardown = async (gathered: Gathered): Promise<void> => {
  await audit(gathered);
};
