import { expect, test } from 'vitest';
import { faultsOf } from './checker.ts';
import type { Line, LineOf } from './format.ts';
import { honest, Story } from './honest.ts';
import { each, event, held, inEvent, inHold, inLines, inRecord, inSettings, type Plant, told } from './plants.ts';

/** Each breaks a promise of an honest history; the sentence must say which, and by which operation. */
const plants: readonly (readonly [promise: string, what: string, plant: Plant, sentence: RegExp])[] = [
  [
    'P1',
    'a number that is reserved is given to another',
    event(
      'plateHeld',
      (one) => {
        one.taken = [0];
        held(one).numbers = [0];
      },
      1,
    ),
    /P1: event \d+ \(plateHeld\) gives 00AA0 to carl while it is (reserved|registered) by anna/,
  ],
  [
    'P1',
    'a draw takes a number that another holds',
    event('platesDrawn', (one) => {
      one.taken = [0, ...one.taken.slice(1)];
      held(one).numbers = [...one.taken];
    }),
    /P1: event \d+ \(platesDrawn\) gives 00AA0 to bert while it is reserved by anna/,
  ],
  [
    'P1',
    'a number is confirmed that was not held',
    inHold('plateConfirmed', { numbers: [5] }, 1),
    /P1: event \d+ \(plateConfirmed\) confirms for carl what it does not hold/,
  ],
  [
    'P2',
    'a taken number costs nothing',
    inRecord('tryUsed', { triesLeft: 20 }),
    /P2: event \d+ \(tryUsed\) leaves bert 20 tries and 10 draws where 19 and 10 are due/,
  ],
  [
    'P2',
    'a draw costs two',
    inRecord('platesDrawn', { drawsLeft: 8 }),
    /P2: event \d+ \(platesDrawn\) leaves bert 19 tries and 8 draws where 19 and 9 are due/,
  ],
  [
    'P2',
    'a release gives the draw back',
    inRecord('holdReleased', { drawsLeft: 10 }),
    /P2: event \d+ \(holdReleased\) leaves bert 19 tries and 10 draws where 19 and 9 are due/,
  ],
  [
    'P3',
    'a hold is confirmed after its deadline',
    event('plateConfirmed', (one) => {
      one.at += 61_000;
      held(one).deadline += 61_000;
    }),
    /P3: event \d+ \(plateConfirmed\) of anna came \d+ ms after the end of its hold/,
  ],
  [
    'P3',
    'a hold lapses before its deadline',
    inEvent('holdLapsed', ({ at }) => ({ at: at - 1 })),
    /P3: event \d+ \(holdLapsed\) lapses the hold of bert 1 ms before its deadline/,
  ],
  [
    'P3',
    'a draw is made outside the hours',
    (lines) => {
      const drawn = lines.find((one): one is LineOf<'event'> => one.line === 'event' && one.type === 'platesDrawn');
      const until = drawn?.at ?? 0;
      return inSettings({ open: [{ from: 0, until }] })(lines);
    },
    /P3: event \d+ \(platesDrawn\) of bert came outside the hours/,
  ],
  [
    'P3',
    'a countdown is longer than promised',
    inHold('plateHeld', (one) => ({ deadline: held(one).deadline + 2_000 })),
    /P3: event \d+ \(plateHeld\) of anna sets a countdown of 62000 ms where 60000 are due/,
  ],
  [
    'COMP-5',
    'a number is verified within the interval',
    inEvent('tryUsed', ({ at }) => ({ at: at - 1 })),
    /COMP-5: event \d+ \(tryUsed\) of bert came before the interval between two verifications was over/,
  ],
  [
    'P4',
    'a reservation that was acknowledged is not in the events',
    (lines) => {
      const at = lines.findIndex((one) => one.line === 'event' && one.type === 'plateReserved');
      return lines.filter((_, i) => i !== at);
    },
    /P4: command \S+ \(completeReservation\) of anna was told reserved, but/,
  ],
  [
    'P4',
    'a reserved number is another than was acknowledged',
    told('completeReservation', (one) => [
      { ...one, said: { ok: true, answer: { outcome: 'reserved', plate: '00AA7' } } },
    ]),
    /P4: command \S+ \(completeReservation\) of anna was told 00AA7, but event \d+ \(plateReserved\) gave it 00AA0/,
  ],
  [
    'P4',
    'a reserved number is free in the end',
    each('end', (end) => {
      const row = Buffer.from(end.free, 'base64');
      row[0] = (row[0] ?? 0) | 0x10;
      return [{ ...end, free: row.toString('base64') }];
    }),
    /P4: 00AA3 is free in the end, but by its events it is reserved by emil/,
  ],
  [
    'POOL-4',
    'a number is in no state',
    each('end', (end) => [{ ...end, tally: { ...end.tally, held: end.tally.held + 1 } }]),
    /POOL-4: free \d held 1|POOL-4: free 6 \+ held 1/,
  ],
  [
    'P6',
    'an event frees another number than was held',
    inEvent('holdReleased', ({ freed }) => ({ freed: [...freed.slice(1), 0] })),
    /frees .* where bert gives back/,
  ],
  [
    'POOL-4',
    'a number is opened that no event opened',
    each('end', (end) => [{ ...end, tally: { ...end.tally, opened: end.tally.opened + 1 } }]),
    /POOL-4: free 6 .* = 8, but 9 numbers were opened/,
  ],
  [
    'P9',
    'an event passes over a version',
    event('platesDrawn', (one) => {
      if (one.state !== undefined) one.state.version += 1;
    }),
    /P9: event \d+ \(platesDrawn\) makes version 4 of bert, which was at 2/,
  ],
  [
    'SAFE-1',
    'a command sent again is answered otherwise',
    told('drawPlates', (one) => [one, { ...one, said: { ok: true, answer: { outcome: 'drawn', plates: [] } } }]),
    /SAFE-1: command \S+ \(drawPlates\) of bert was answered .* first and .* later/,
  ],
  [
    'P5',
    'a command is done although it was refused',
    told('verifyPlate', (one) => [{ ...one, said: { ok: false, code: 'coolingDown' } }]),
    /P5: command \S+ \(verifyPlate\) of anna was answered \{"ok":false,"code":"coolingDown"\}, and yet event \d+ \(plateHeld\) of anna did it/,
  ],
  [
    'P5',
    'two commands have the same effect',
    (lines) => {
      const command = (one: Line) => one.line === 'asked' && one.command === 'drawPlates';
      const id = (lines.find(command) as LineOf<'asked'>).id;
      return lines.flatMap((one) => ('id' in one && one.id === id ? [one, { ...one, id: 'another' }] : [one]));
    },
    /P5: command another \(drawPlates\) of bert and command \S+ were both told that they did event \d+ \(platesDrawn\)/,
  ],
  [
    'P10',
    'something is done that nobody asked for',
    (lines) => {
      const id = (lines.find((one) => one.line === 'asked' && one.command === 'releaseHold') as LineOf<'asked'>).id;
      return lines.filter((one) => !('id' in one && one.id === id));
    },
    /P10: event \d+ \(holdReleased\) of bert did what nobody had asked for/,
  ],
  [
    'P6',
    'an event is lost',
    (lines) => lines.filter((one) => !(one.line === 'event' && one.offset === 5)),
    /P6: after event 4 comes event 6 \(plateReserved\)/,
  ],
  [
    'P6',
    'an event comes twice',
    each('event', (one) => (one.offset === 5 ? [one, one] : [one])),
    /P6: event 5 \(\w+\) comes again after event 5/,
  ],
  [
    'P6',
    'a node passes over an event',
    (lines) => lines.filter((one) => !(one.line === 'followed' && one.offset === 5)),
    /P6: node n1 applied event 6 after event 4/,
  ],
  [
    'P6',
    'the end is not what the events make',
    each('selection', (one) => [one.selection === 'bert' ? { ...one, version: one.version + 1 } : one]),
    /P6: bert is at version \d+ in the end/,
  ],
  [
    'P7',
    'a node counts a number too many',
    each('followed', (one, nth) => [nth === 6 ? { ...one, free: one.free + 1 } : one]),
    /P7: node n1 counts \d free numbers after event 7 where there are \d/,
  ],
  [
    'P7',
    'a node follows what is not there',
    each('followed', (one, nth) => (nth === 0 ? [one, { ...one, node: 'n2', offset: 999 }] : [one])),
    /P7: node n2 follows event 999/,
  ],
  [
    'LIVE-3',
    'a client is not told of a gap',
    (lines) => lines.filter((one) => !(one.line === 'shown' && one.client === 'watcher-2' && one.seq === 105)),
    /LIVE-3: client watcher-2 moved picture 104 of node n1 of pool on by push 106 of node n1, and was told of no gap/,
  ],
  [
    'LIVE-3',
    'a client shows a mixture',
    inLines('shown', { client: 'watcher-2', seq: 107 }, { free: 8 }),
    /LIVE-3: client watcher-2 shows \d free numbers in picture 107 of node n1 where client watcher-1 shows \d/,
  ],
  [
    'LIVE-1',
    'a client shows an old count in the end',
    each('settled', (one) => [{ ...one, free: one.free + 1 }]),
    /LIVE-1: client watcher-1 shows pool in the end with 7 free numbers where there are 6/,
  ],
  [
    'P9',
    'a client shows an older version',
    each('viewed', (one, nth) => (nth === 3 ? [one, { ...one, version: 1 }] : [one])),
    /P9: client anna-phone showed version 1 of anna after version/,
  ],
  [
    'P2',
    'a client is shown a quota that it does not have',
    inLines('viewed', { selection: 'bert', stage: 'picking' }, { drawsLeft: 7 }),
    /P2: client bert-phone was shown version \d+ of bert with 19 tries and 7 draws, but it has 19 and 9/,
  ],
];

test.each(plants)('%s is found broken: %s', async (promise, _, plant, sentence) => {
  const faults = faultsOf(plant(structuredClone(await honest())));
  const said = faults.map((fault) => `${fault.promise}: ${fault.says}`);
  expect(said.join('\n')).toMatch(sentence);
  expect(faults.map((fault) => fault.promise)).toContain(promise);
});

test('P1 P2 P3 P5 P6 P7 LIVE-3 an honest history has no fault', async () => {
  const lines = await honest();
  expect(faultsOf(lines)).toEqual([]);
  expect(new Set(lines.map(({ line }) => line)).size).toBe(11);
});

test('P5 a command whose outcome is unknown may have been done', async () => {
  const story = await Story.begin();
  const anna = await story.person('anna');
  await story.hold(anna, 0, { heard: false });
  await story.release(anna, { heard: false });
  expect(faultsOf(await story.end())).toEqual([]);
});

test('P5 a command whose outcome is unknown may not have been done, nor one that was not served', async () => {
  const lines = await honest();
  const asked = { line: 'asked', client: 'anna-phone', selection: 'anna', command: 'releaseHold', version: 3 } as const;
  const answered = { line: 'told', client: 'anna-phone', selection: 'anna' } as const;
  const unknown: Line[] = [
    { ...asked, id: 'lost' },
    { ...asked, id: 'unserved' },
    { ...answered, id: 'unserved', said: { ok: false, code: 'outcomeUnknown' } },
    { ...answered, id: 'unserved', said: { ok: false, code: 'staleVersion' } },
  ];
  const at = lines.findIndex(({ line }) => line === 'settled');
  expect(faultsOf(lines.toSpliced(at, 0, ...unknown))).toEqual([]);
});

test('LIVE-3 a client that starts afresh after a gap shows nothing wrong', async () => {
  const lines = each('shown', (one) => {
    if (one.client !== 'watcher-2' || one.seq < 105 || one.seq > 107) return [one];
    return one.seq === 107 ? [{ ...one, how: 'whole' }] : [];
  })(await honest());
  expect(faultsOf(lines)).toEqual([]);
});
