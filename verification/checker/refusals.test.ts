import { expect, test } from 'vitest';
import { type RefusalCode, refusals } from '../../protocol/refusals.ts';
import type { Person } from '../../test/support/selection-node.ts';
import { faultsOf } from './checker.ts';
import type { Line, LineOf } from './format.ts';
import { Story } from './honest.ts';
import { each } from './plants.ts';
import { judgements } from './refusals.ts';

type Command = LineOf<'asked'>['command'];
type Known = Parameters<Story['invent']>[3];

/** The one whose commands are refused at a moment at which each could be done. */
const DAY = 86_400_000;
const ready = async (story: Story): Promise<Person> => {
  const anna = await story.person('anna');
  await story.tell(anna, 'openKeyboard', (asked) => anna.enter(asked));
  story.pool.passTo(anna.in('choosing').verifyFrom ?? 0);
  return anna;
};
const right = (story: Story): Known => ({
  captcha: 'a-captcha',
  captchaIs: 'right',
  captchaUntil: story.pool.now + 300_000,
});
/** A command that can be done, what its player knows of it, and what is done afterwards. */
type Moment = (story: Story, refuse: (person: Person, known?: Known) => void) => Promise<void>;
const moments: Readonly<Record<Command, Moment>> = {
  openKeyboard: async (story, refuse) => {
    const anna = await ready(story);
    refuse(anna);
    await story.verify(anna, 0);
  },
  verifyPlate: async (story, refuse) => {
    const anna = await ready(story);
    refuse(anna, { plate: story.pool.plate(0), layout: 'layout-1', ...right(story) });
    await story.verify(anna, 0);
  },
  drawPlates: async (story, refuse) => {
    const anna = await ready(story);
    refuse(anna, right(story));
    await story.draw(anna);
  },
  releaseHold: async (story, refuse) => {
    const anna = await ready(story);
    await story.draw(anna);
    refuse(anna, { token: anna.token });
    await story.release(anna);
  },
  confirmPlate: async (story, refuse) => {
    const anna = await ready(story);
    await story.verify(anna, 0);
    refuse(anna, { token: anna.token, plate: story.pool.plate(0) });
    await story.confirm(anna, 0);
  },
  requestCode: async (story, refuse) => {
    const anna = await ready(story);
    await story.verify(anna, 0);
    await story.confirm(anna, 0);
    refuse(anna, { token: anna.token });
    await story.requestCode(anna);
  },
  completeReservation: async (story, refuse) => {
    const anna = await ready(story);
    await story.verify(anna, 0);
    await story.confirm(anna, 0);
    const codeOf = await story.requestCode(anna);
    refuse(anna, { token: anna.token, codeOf });
    await story.complete(anna, 'right', codeOf);
  },
  collect: async (story, refuse) => {
    const anna = await story.person('anna');
    await story.reserve(anna, 0);
    refuse(anna);
    await story.tell(anna, 'collect', (asked) => anna.collect(asked));
  },
  beginAnew: async (story, refuse) => {
    const anna = await story.person('anna');
    await story.reserve(anna, 0);
    story.pool.pass(3 * DAY);
    await story.pool.store.miss(10);
    await story.pool.store.liftBan(anna.owner);
    refuse(anna);
    await story.tell(anna, 'beginAnew', (asked) => anna.beginAnew(asked));
  },
};
/** What a history of commands is bounded by, so that what speaks of bounds can be held against it. */
const bounded = each('pool', (pool) => {
  const { settings } = pool;
  const { code } = settings;
  if (code === undefined) throw new Error('the settings say nothing of codes');
  const bounds = { allowance: { atOnce: 20, aSecond: 5 }, code: { ...code, perDay: 5, perMinute: 100 } };
  return [{ ...pool, settings: { ...settings, ...bounds } }];
});
/** A history as somebody writes it who knows no clock and no offsets. */
const timeless = (lines: readonly Line[]): Line[] =>
  lines.map((line) => {
    if (line.line !== 'asked' && line.line !== 'told') return line;
    const { at: _at, after: _after, ...rest } = line;
    return rest;
  });

const codes = Object.keys(refusals) as RefusalCode[];
/** Those of which no history can tell whether they were right. */
const unjudged = codes.filter((code) => 'unjudged' in judgements[code]);
/** What cannot be told of a moment besides: a miss has happened, or the interval and the last day may not be over yet where nobody knows the time. */
const besides: Readonly<Partial<Record<Command, Readonly<Record<'timed' | 'timeless', readonly RefusalCode[]>>>>> = {
  verifyPlate: { timed: [], timeless: ['coolingDown', 'numberNotInPool'] },
  beginAnew: {
    timed: ['collectionMissed', 'reservationUnknown'],
    timeless: ['collectionMissed', 'reservationUnknown', 'wrongStage'],
  },
};

const found = async (command: Command, code: string, told: (lines: readonly Line[]) => Line[]): Promise<string[]> => {
  const story = await Story.begin();
  await moments[command](story, (person, known) => story.invent(person, command, code, known));
  return faultsOf(told(bounded(await story.end()))).map(({ promise, says }) => `${promise}: ${says}`);
};
const kinds = [
  ['timed', (lines: readonly Line[]) => [...lines]],
  ['timeless', timeless],
] as const;

for (const [kind, told] of kinds)
  test.each(Object.keys(moments) as Command[])(
    `P5 FLOW-3 whatever %s is refused for, and could have been done, is found a lie in a ${kind} history`,
    async (command) => {
      const missed: RefusalCode[] = [];
      for (const code of codes) {
        const faults = await found(command, code, told);
        const names = faults.filter((fault) =>
          fault.includes(`command invented (${command}) of anna was told ${code}`),
        );
        if (names.length === 0) missed.push(code);
        expect(faults, code).toEqual(names);
      }
      const may = [...unjudged, ...(besides[command]?.[kind] ?? [])];
      expect(missed.filter((code) => !may.includes(code))).toEqual([]);
    },
    60_000,
  );

test('FLOW-3 a word that is none of the refusals is found', async () => {
  expect(await found('drawPlates', 'notToday', (lines) => [...lines])).toEqual([
    'FLOW-3: command invented (drawPlates) of anna was told notToday which is none of the refusals',
  ]);
});

/** Takes what a story has told of refusals. */
const toldIn = (lines: readonly Line[]): Set<string> =>
  new Set(lines.flatMap((line) => (line.line === 'told' && !line.said.ok ? [line.said.code] : [])));

test('P5 FLOW-3 refusals that were right are no faults, with and without clocks', async () => {
  const story = await Story.begin({ tries: 3, draws: 2, drawSize: 8, codeEntries: 1, codesPerHold: 1 });
  const { pool } = story;
  const [anna, bert, carl, dora] = [
    await story.person('anna'),
    await story.person('bert'),
    await story.person('carl'),
    await story.person('dora'),
  ];
  await story.tell(anna, 'openKeyboard', (asked) => anna.enter(asked));
  await story.verify(anna, 0);
  pool.passTo(anna.in('choosing').verifyFrom ?? 0);
  await story.verify(anna, 0, {}, { id: (await anna.captcha()).id, digest: 'wrong' });
  const captcha = await anna.captcha();
  await story.verify(anna, 0, {}, captcha);
  await story.draw(anna, {}, captcha);
  await story.draw(bert);
  await story.release(bert, {}, 'never-given-never-give' as typeof bert.token);
  await story.draw(carl);
  await story.draw(carl, {}, captcha);
  await story.verify(carl, 0);
  await story.confirm(anna, 1);
  await story.requestCode(anna);
  await story.confirm(anna, 0);
  await story.complete(anna, 'right', null);
  const codeOf = await story.requestCode(anna);
  await story.requestCode(anna);
  await story.complete(anna, 'wrong', null);
  await story.complete(anna, 'right', codeOf);
  await story.draw(bert, { version: 0 });
  const { token } = bert;
  pool.pass(90_000);
  await story.release(bert, {}, token);
  await pool.store.lapse(10);
  await story.draw(bert);
  await story.release(bert);
  await story.draw(bert);
  await story.tell(anna, 'openKeyboard', (asked) => anna.enter(asked));
  pool.pass(180_000);
  await pool.store.lapse(10);
  await story.node.catchUp();
  await story.tell(anna, 'openKeyboard', (asked) => anna.enter(asked));
  await story.reserve(dora, 4);
  pool.pass(3 * DAY);
  await story.tell(dora, 'collect', (asked) => dora.collect(asked));
  await pool.store.miss(10);
  const second = await story.person('dora-2', dora.owner);
  await story.draw(second);
  const lines = await story.end();
  expect(toldIn(lines)).toEqual(
    new Set([
      'coolingDown',
      'captchaWrong',
      'captchaSpent',
      'holdNotYours',
      'noneFree',
      'layoutUnknown',
      'plateNotInHold',
      'wrongStage',
      'codeNotRequested',
      'noCodesLeft',
      'codeWrong',
      'codeDead',
      'staleVersion',
      'holdLapsed',
      'noDrawsLeft',
      'noTriesLeft',
      'banned',
    ]),
  );
  expect(faultsOf(lines)).toEqual([]);
  expect(faultsOf(timeless(lines))).toEqual([]);
});

test('HOURS-2 outside the hours nobody is served, and that is no fault', async () => {
  const story = await Story.begin({ hours: { open: '09:00', close: '22:00' } });
  const anna = await story.person('anna');
  const midnight = Math.floor((story.pool.now + 8 * 3_600_000) / DAY) * DAY - 8 * 3_600_000;
  story.pool.passTo(midnight + DAY + 3 * 3_600_000);
  await story.draw(anna);
  const open = [0, 1, 2].map((day) => ({
    from: midnight + day * DAY + 9 * 3_600_000,
    until: midnight + day * DAY + 22 * 3_600_000,
  }));
  const lines = await story.end(open);
  expect(toldIn(lines)).toEqual(new Set(['poolClosed']));
  expect(faultsOf(lines)).toEqual([]);
  // Told when it does not open, though it is closed.
  const wrong = each('told', (told) => [
    told.said.ok ? told : { ...told, said: { ...told.said, notBefore: midnight } },
  ])(structuredClone(lines));
  expect(faultsOf(wrong).map(({ says }) => says)).toEqual([
    expect.stringMatching(/was told poolClosed until \d+, when it does not open$/),
  ]);
});
