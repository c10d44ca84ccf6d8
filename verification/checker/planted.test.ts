import { expect, test } from 'vitest';
import { faultsOf } from './checker.ts';
import { line as anyLine, type Line, type LineOf, type RecordFacts } from './format.ts';
import { honest, Story } from './honest.ts';
import {
  afterOffset,
  each,
  event,
  held,
  inEvent,
  inHold,
  inLines,
  inRecord,
  inSettings,
  type Plant,
  record,
  told,
  without,
} from './plants.ts';

const all =
  (...plants: readonly Plant[]): Plant =>
  (lines) =>
    plants.reduce((planted, plant) => plant(planted), lines);
/** Puts a line before the first of a kind. */
const before =
  (kind: Line['line'], ...put: readonly Line[]): Plant =>
  (lines) =>
    lines.toSpliced(
      lines.findIndex(({ line }) => line === kind),
      0,
      ...put,
    );
const noWatchers: Plant = (lines) =>
  lines.filter(({ line }) => line !== 'followed' && line !== 'shown' && line !== 'settled');
/** Writes over the record of a selection in the end. */
const inFinal = (selection: string, facts: Partial<RecordFacts>): Plant =>
  each('selection', (one) => [
    one.selection === selection && one.record !== null ? { ...one, record: { ...one.record, ...facts } } : one,
  ]);
/** Changes what the player knows of the first command of a kind. */
const askedAs = (command: LineOf<'asked'>['command'], known: Partial<LineOf<'asked'>>): Plant => {
  let first = true;
  return (lines) =>
    lines.map((one) => {
      if (!first || one.line !== 'asked' || one.command !== command) return one;
      first = false;
      return { ...one, ...known };
    });
};
/** A picture of a pattern at node n1, shown by somebody who watches nothing else. */
const pictureOf = (picture: Partial<LineOf<'shown'>>): LineOf<'shown'> => {
  const first = {
    line: 'shown',
    client: 'watcher-3',
    node: 'n1',
    topic: '??AA0',
    seq: 1,
    how: 'whole',
    free: 1,
  } as const;
  return { ...first, ...picture };
};
/** Says that clients write when they have left. */
const written = inLines('pool', {}, { connections: 'written' });
const DAY = 86_400_000;
/** Says how long numbers can be collected. */
const terms = inSettings({ collection: { least: 2 * DAY, most: 4 * DAY, ban: 5 * DAY, timeZone: 'Asia/Shanghai' } });
/** Writes over the code that anna is sent. */
const inCode = (facts: (one: LineOf<'event'>) => Partial<NonNullable<RecordFacts['code']>>): Plant => {
  const code = (one: LineOf<'event'>) => record(one).code ?? expect.fail('this record has no code');
  return inRecord('selectionNoted', (one) => ({ code: { ...code(one), ...facts(one) } }), 1);
};
const asked = { line: 'asked', client: 'anna-phone', selection: 'anna' } as const;
const answered = { line: 'told', client: 'anna-phone', selection: 'anna' } as const;

/** What whoever wanted to get something past the checker would try; each is meant to be as consistent as it can be. */
const plants: readonly (readonly [what: string, plant: Plant, sentence: RegExp])[] = [
  [
    'a token is given a second time',
    (lines) => {
      const holds = lines.filter((one) => one.line === 'event' && one.type === 'plateHeld') as LineOf<'event'>[];
      const [first, , third] = holds;
      if (first === undefined || third === undefined) throw new Error('there are too few holds');
      held(third).token = held(first).token;
      return lines;
    },
    /P1: event \d+ \(plateHeld\) gives dora a token that was given before/,
  ],
  [
    'one that has a number holds another',
    all(
      noWatchers,
      afterOffset(6, (one) => ({
        ...one,
        offset: 7,
        type: 'plateHeld',
        taken: [7],
        state: {
          version: 6,
          record: { ...record(one), stage: 'holding', plate: '00AA7', deadline: one.at + 60_000, triesLeft: 0 },
          hold: { token: 'second', numbers: [7], deadline: one.at + 60_000 },
        },
      })),
    ),
    /FLOW-2: event 7 \(plateHeld\) leads anna from reserved to holding, which is no way/,
  ],
  [
    'a reservation names another number than was held, in the event and in the end',
    all(inRecord('plateReserved', { plate: '00AA5' }, 1), inFinal('emil', { plate: '00AA5' })),
    /P4: event 25 \(plateReserved\) of emil names 00AA5 where 00AA3 is its own/,
  ],
  [
    'what is registered is not what was reserved',
    all(inRecord('plateRegistered', { plate: '00AA4' }), inFinal('anna', { plate: '00AA4' })),
    /P4: event 16 \(plateRegistered\) of anna names 00AA4 where 00AA0 is its own/,
  ],
  [
    'a reservation that was acknowledged was collected by nobody and is gone in the end',
    inLines('selection', { selection: 'emil' }, { record: null, version: 0 }),
    /P6: emil is at version 0 in the end, but its events made version 5/,
  ],
  [
    'a number is confirmed that was asked for by another name',
    inLines('asked', { command: 'confirmPlate', selection: 'carl' }, { plate: '00AA7' }),
    /P4: command \S+ \(confirmPlate\) of carl asked for 00AA7, but event 15 \(plateConfirmed\) gave it 00AA1/,
  ],
  [
    'a plate in full-width signs is another plate',
    told('completeReservation', (one) => [
      { ...one, said: { ok: true, answer: { outcome: 'reserved', plate: '００ＡＡ０' } } },
    ]),
    /P4: command \S+ \(completeReservation\) of anna was told ００ＡＡ０, but event 6 \(plateReserved\) gave it 00AA0/,
  ],
  [
    'a plate with a letter of another script is another plate',
    inLines('viewed', { stage: 'reserved' }, { plate: '00АА0' }),
    /P9: client anna-phone was shown version 5 of anna with 00АА0, but its number is 00AA0/,
  ],
  [
    'a draw is told with a number that it did not give',
    told('drawPlates', (one) => [
      {
        ...one,
        // The last is reserved before anybody draws, so that whatever chance gives it is not this.
        said: { ok: true, answer: { outcome: 'drawn', plates: ['00AA6', '00AA5', '00AA3', '00AA1', '00AA0'] } },
      },
    ]),
    /P4: command \S+ \(drawPlates\) of bert was told 00AA0 .*, but event \d+ \(platesDrawn\) gave it/,
  ],
  [
    'a try is paid for a number that was free',
    all(
      inLines('asked', { command: 'verifyPlate', selection: 'bert' }, { plate: '00AA7' }),
      each('told', (one) => [
        one.said.ok && one.said.answer.outcome === 'taken'
          ? { ...one, said: { ok: true, answer: { outcome: 'taken', plate: '00AA7' } } }
          : one,
      ]),
    ),
    /COMP-6: command \S+ \(verifyPlate\) of bert paid a try for 00AA7, which was free before event 8/,
  ],
  [
    'a command is answered with what another command does',
    inLines('asked', { command: 'drawPlates' }, { command: 'verifyPlate' }),
    /P5: command \S+ \(verifyPlate\) of bert was told drawn, which is no outcome of it/,
  ],
  [
    'one has two effects under one id',
    all(
      noWatchers,
      (lines) => lines.filter(({ line }) => line !== 'viewed'),
      afterOffset(2, (one) => ({ ...one, offset: 3, state: { version: 2, record: { ...record(one) }, hold: null } })),
      (lines) =>
        lines.map((one) =>
          one.line === 'event' && one.selection === 'anna' && one.state !== undefined && one.offset > 3
            ? { ...one, state: { ...one.state, version: one.state.version + 1 } }
            : 'version' in one && one.selection === 'anna'
              ? { ...one, version: (one.version ?? 0) + 1 }
              : one,
        ),
    ),
    /P10: event \d+ \(selectionNoted\) of anna did what nobody had asked for/,
  ],
  [
    'an id that was used twice hides an effect',
    all(
      without((one) => one.line === 'asked' && one.command === 'releaseHold' && one.selection === 'dora'),
      without((one) => one.line === 'told' && one.selection === 'dora' && one.id.startsWith('releaseHold')),
    ),
    /P10: event 19 \(holdReleased\) of dora did what nobody had asked for/,
  ],
  [
    'a second answer differs in one plate',
    told('verifyPlate', (one) => [one, { ...one, said: { ok: true, answer: { outcome: 'held', plate: '00AA1' } } }]),
    /SAFE-1: command \S+ \(verifyPlate\) of anna was answered .*00AA0.* first and .*00AA1.* later/,
  ],
  [
    'a resend is told that its id was used for something else',
    told('verifyPlate', (one) => [one, { ...one, said: { ok: false, code: 'commandReused' } }]),
    /SAFE-1: command \S+ \(verifyPlate\) of anna was answered .* first and .*commandReused.* later/,
  ],
  [
    'a client is answered what another has asked',
    told('verifyPlate', (one) => [{ ...one, client: 'mallory' }]),
    /P5: client mallory was answered command \S+ of anna, which anna-phone and not he had sent/,
  ],
  [
    'a command is refused for want of tries that are there',
    before(
      'settled',
      { ...asked, id: 'refused', command: 'drawPlates', version: 1 },
      { ...answered, id: 'refused', said: { ok: false, code: 'noDrawsLeft' } },
    ),
    /P2: command refused \(drawPlates\) of anna was told noDrawsLeft while 10 were left/,
  ],
  [
    'what was not served for a wrong captcha was done',
    told('drawPlates', (one) => [{ ...one, said: { ok: false, code: 'captchaWrong' } }]),
    /P5: command \S+ \(drawPlates\) of bert was answered .*captchaWrong.*, and yet event 9 \(platesDrawn\) of bert did it/,
  ],
  [
    'one captcha serves two draws',
    inLines('asked', { command: 'drawPlates' }, { captcha: 'one' }),
    /DRAW-1: command \S+ \(drawPlates\) of bert was served with captcha one, which had served another/,
  ],
  [
    'a wrong answer to a captcha is served',
    askedAs('drawPlates', { captchaIs: 'wrong' }),
    /DRAW-1: command \S+ \(drawPlates\) of bert was served though its answer of captcha \S+ was wrong/,
  ],
  [
    'a captcha serves after its end',
    askedAs('drawPlates', { captchaUntil: 1_450_000_000_000 }),
    /DRAW-1: command \S+ \(drawPlates\) of bert was served with captcha \S+ \d+ ms after its end/,
  ],
  [
    'a number is reserved by a guess',
    askedAs('completeReservation', { codeOf: null }),
    /SMS-2: command \S+ \(completeReservation\) of anna was told reserved though it did not name the code that was sent last/,
  ],
  [
    'somebody is shown the selection of another',
    inLines('viewed', { selection: 'bert' }, { client: 'anna-phone' }),
    /P10: client anna-phone of o-anna was shown bert, which is o-bert’s/,
  ],
  [
    'a vehicle is of two people',
    before('event', { line: 'person', person: 'mallory', clients: [], selections: ['anna'] }),
    /ELIG-3: selection anna is mallory’s and o-anna’s/,
  ],
  [
    'the interval between verifications is shortened',
    inRecord('tryUsed', ({ at }) => ({ verifyFrom: at + 1_000 })),
    /COMP-5: event 8 \(tryUsed\) of bert lets the next verification begin after 1000 ms where 8000 are due/,
  ],
  [
    'a draw moves the next verification',
    inRecord('platesDrawn', ({ at }) => ({ verifyFrom: at })),
    /COMP-5: event 9 \(platesDrawn\) of bert moves the next verification from/,
  ],
  [
    'a countdown is longer in the record than in the hold',
    inRecord('platesDrawn', (one) => ({ deadline: held(one).deadline + 5_000 })),
    /P3: event 9 \(platesDrawn\) of bert says that its countdown ends at \d+, and keeps a hold until \d+/,
  ],
  [
    'a request for a code makes the countdown longer',
    all(
      inRecord('selectionNoted', (one) => ({ deadline: (record(one).deadline ?? 0) + 600_000 }), 1),
      inHold('selectionNoted', (one) => ({ deadline: held(one).deadline + 600_000 }), 1),
    ),
    /P6: event 5 \(selectionNoted\) of anna changes the hold, which it may not/,
  ],
  [
    'a number is reserved at the very millisecond at which its countdown ends',
    (lines) => {
      const reserved = lines.filter((one) => one.line === 'event' && one.type === 'plateReserved')[1];
      const noted = lines.findLast((one) => one.line === 'event' && one.type === 'selectionNoted');
      if (reserved?.line !== 'event' || noted?.line !== 'event') throw new Error('emil reserves nothing');
      reserved.at = held(noted).deadline;
      return lines;
    },
    /P3: event 25 \(plateReserved\) of emil came 0 ms after the end of its countdown/,
  ],
  [
    'a number is reserved with a code that is dead',
    inCode(({ at }) => ({ expiresAt: at })),
    /P3: event 6 \(plateReserved\) of anna came 0 ms after the end of its code/,
  ],
  [
    'a number is reserved after the last wrong entry',
    inCode(() => ({ entriesLeft: 0 })),
    /SMS-2: event 6 \(plateReserved\) of anna came after the last wrong entry of its code/,
  ],
  [
    'a code outlives its hold',
    inCode((one) => ({ expiresAt: (record(one).code?.expiresAt ?? 0) + 60_000 })),
    /SMS-2: event 5 \(selectionNoted\) of anna sends a code that outlives its hold by 60000 ms/,
  ],
  [
    'a draw is made at the very millisecond of closing',
    (lines) => {
      const drawn = lines.findLast((one) => one.line === 'event' && one.type === 'platesDrawn');
      const until = drawn?.line === 'event' ? drawn.at : 0;
      return inSettings({ open: [{ from: 0, until }] })(lines);
    },
    /P3: event 11 \(platesDrawn\) of bert came outside the hours/,
  ],
  [
    'a number is verified before opening',
    (lines) => {
      const first = lines.find((one) => one.line === 'event' && one.type === 'plateHeld');
      const from = (first?.line === 'event' ? first.at : 0) + 1;
      return inSettings({ open: [{ from, until: from + 50_000_000 }] })(lines);
    },
    /P3: event 3 \(plateHeld\) of anna came outside the hours/,
  ],
  [
    'a number is registered after its last day',
    inEvent('plateRegistered', ({ at }) => ({ at: at + 4 * DAY })),
    /P3: event 16 \(plateRegistered\) of anna came \d+ ms after the end of its last day/,
  ],
  [
    'a client is shown an older version than it was told of',
    (lines) => {
      const at = lines.findIndex((one) => one.line === 'viewed' && one.selection === 'bert' && one.stage === 'picking');
      const [earlier, view] = [
        lines.slice(0, at).findLast((one) => one.line === 'viewed' && one.selection === 'bert'),
        lines[at],
      ];
      if (earlier === undefined || view === undefined) throw new Error('bert draws nothing');
      return lines.toSpliced(at, 0, earlier);
    },
    /P9: client bert-phone showed version 2 of bert after it was told of version 3/,
  ],
  [
    'a lapse is shown before the deadline',
    (lines) => {
      const at = lines.findIndex((one) => one.line === 'viewed' && one.selection === 'carl' && one.stage === 'holding');
      const view = lines[at];
      if (view?.line !== 'viewed') throw new Error('carl holds nothing');
      const { plate: _plate, deadline: _deadline, ...rest } = view;
      return lines.toSpliced(at + 1, 0, { ...rest, stage: 'choosing' });
    },
    /P3: client carl-phone was shown version 2 of carl as choosing, \d+ ms too early/,
  ],
  [
    'a miss is shown before the last day is over',
    (lines) => {
      const at = lines.findIndex(
        (one) => one.line === 'viewed' && one.selection === 'anna' && one.stage === 'reserved',
      );
      const view = lines[at];
      if (view?.line !== 'viewed') throw new Error('anna reserves nothing');
      return lines.toSpliced(at + 1, 0, { ...view, stage: 'missed' });
    },
    /P3: client anna-phone was shown version 5 of anna as missed, \d+ ms too early/,
  ],
  [
    'a pattern is shown with a count that it never had',
    before('settled', pictureOf({ seq: 1, free: 3 }), pictureOf({ seq: 2, how: 'moved', free: 1 })),
    /LIVE-1: client watcher-3 shows \?\?AA0 with 3 free numbers in picture 1 of node n1, which there never were after event 0/,
  ],
  [
    'a pattern goes back to what it was before',
    before('settled', pictureOf({}), pictureOf({ seq: 2, how: 'moved', free: 0 }), pictureOf({ seq: 3, how: 'moved' })),
    /LIVE-1: client watcher-3 shows \?\?AA0 with 1 free numbers in picture 3 of node n1, which there never were after event 3/,
  ],
  [
    'a character is usable in a pattern that was not',
    before('settled', pictureOf({ seq: 1, free: 1, usable: ['1', '0', '', '', ''] })),
    /LIVE-1: client watcher-3 shows \?\?AA0 with 1 free numbers and 1 0 +usable in picture 1/,
  ],
  [
    'a pattern is shown as it is only later',
    before('settled', pictureOf({}), pictureOf({ seq: 2, how: 'moved', free: 0, at: 1_450_000_000_000 })),
    /LIVE-1: client watcher-3 shows \?\?AA0 with 0 free numbers in picture 2 of node n1, which there were only later/,
  ],
  [
    'a hold lapses long after its deadline',
    all(noWatchers, (lines) => {
      const lapse = lines.findIndex((one) => one.line === 'event' && one.type === 'holdLapsed');
      return lines.map((one, i) => (one.line === 'event' && i >= lapse ? { ...one, at: one.at + 600_000 } : one));
    }),
    /P3: event 12 \(holdLapsed\) of bert came 600000 ms after the end that it notices/,
  ],
  [
    'a hold never lapses',
    each('end', (end) => [{ ...end, at: 1_460_000_000_000 }]),
    /DONE-4: emil has 00AA3 reserved in the end, \d+ ms after its last day/,
  ],
  [
    'a command is never answered though its client stayed',
    all(
      written,
      without((one) => one.line === 'told' && one.selection === 'dora' && one.id.startsWith('releaseHold')),
    ),
    /SAFE-3: command \S+ \(releaseHold\) of dora was never answered, and client dora-phone had not left/,
  ],
  [
    'a push never came though the connection stayed',
    all(written, (lines) => {
      const at = lines.findLastIndex((one) => one.line === 'viewed' && one.selection === 'anna');
      return lines.toSpliced(at, 1);
    }),
    /FLOW-4: client anna-phone shows version 5 of anna in the end, and was not shown version 6/,
  ],
  [
    'a lapse was never shown though the connection stayed',
    written,
    /FLOW-4: client carl-phone shows version 3 of carl in the end as confirming, and was not shown that its hold has lapsed/,
  ],
  [
    'the last picture of the pool never came though the connection stayed',
    all(written, (lines) =>
      lines
        .toSpliced(
          lines.findLastIndex((one) => one.line === 'shown' && one.client === 'watcher-1' && one.free !== 6),
          1,
        )
        .filter((one) => !(one.line === 'shown' && one.client === 'watcher-1' && one.seq > 120)),
    ),
    /LIVE-3: client watcher-1 shows pool in the end with 6 free numbers, but its picture \d+ said \d/,
  ],
  [
    'the last day is a day too early',
    all(
      terms,
      inRecord('plateReserved', (one) => ({ collectBy: (record(one).collectBy ?? 0) - 2 * DAY })),
    ),
    /DONE-1: event 6 \(plateReserved\) of anna gives \d+ ms in which the number can be collected, not \d+ to \d+/,
  ],
  [
    'a ban is shorter than the authority says',
    all(
      terms,
      inRecord('plateReserved', (one) => ({ bannedUntil: (record(one).collectBy ?? 0) + DAY })),
    ),
    /DONE-4: event 6 \(plateReserved\) of anna bans for 86400000 ms after the last day, not \d+/,
  ],
  [
    'a reservation names another last day than it ends with',
    all(terms, inRecord('plateReserved', { lastDay: '2015-12-24' })),
    /DONE-1: event 6 \(plateReserved\) of anna names 2015-12-24 as its last day, but ends within 2015-12-\d\d/,
  ],
  [
    'a client speaks of another pool',
    inLines('asked', { selection: 'dora' }, { pool: 'elsewhere' }),
    /P10: client dora-phone wrote of pool elsewhere in a history of tangshan-small/,
  ],
  [
    'events go back in time',
    inEvent('holdLapsed', ({ at }) => ({ at: at + 20_000 })),
    /P6: event 13 \(selectionNoted\) happened 20000 ms before the event that it follows/,
  ],
  [
    'events change places',
    (lines) => {
      const [one, other] = [9, 10].map((offset) =>
        lines.findIndex((line) => line.line === 'event' && line.offset === offset),
      );
      const [first, second] = [lines[one ?? 0], lines[other ?? 0]];
      if (first?.line !== 'event' || second?.line !== 'event') throw new Error('there are too few events');
      return lines.with(one ?? 0, { ...second, offset: 9 }).with(other ?? 0, { ...first, offset: 10 });
    },
    /P1: event 9 \(holdReleased\) gives up a hold that bert does not have/,
  ],
  [
    'the pool begins another life on the way',
    each('event', (one) => [{ ...one, epoch: one.offset < 12 ? 'first' : 'second' }]),
    /P7: event 12 \(holdLapsed\) is of the pool's life second, but those before it of first/,
  ],
  [
    'the pool is another in the end',
    all(inLines('event', {}, { epoch: 'first' }), inLines('end', {}, { epoch: 'second' })),
    /P7: the pool is another in the end: its life is second/,
  ],
  [
    'a number is freed twice, and another not at all',
    event('holdReleased', (one) => {
      const [first = 0, , ...others] = one.freed;
      one.freed = [first, first, ...others];
    }),
    /P6: event 10 \(holdReleased\) frees .* where bert gives back/,
  ],
  [
    'a number that lapses is never free again',
    all(
      noWatchers,
      inEvent('holdLapsed', { freed: [] }, 1),
      each('end', (end) => [
        { ...end, tally: { ...end.tally, free: 5, withheld: 1 }, free: Buffer.from([0x2f]).toString('base64') },
      ]),
    ),
    /P6: event 20 \(holdLapsed\) frees nothing where carl gives back 1/,
  ],
  [
    'a reservation frees its own number for the nodes',
    inEvent('plateReserved', { freed: [0] }),
    /P6: event 6 \(plateReserved\) moves numbers, which it may not: 1 are freed/,
  ],
  [
    'a lapse takes numbers on its way',
    inEvent('holdLapsed', { taken: [5] }),
    /P6: event 12 \(holdLapsed\) moves numbers, which it may not: 1 are taken/,
  ],
  [
    'a number is free in the end that there is not',
    each('end', (end) => [{ ...end, free: Buffer.from([0x6f, 0x80]).toString('base64') }]),
    /POOL-4: 1 numbers are free in the end that nobody has opened/,
  ],
  [
    'two wrong figures in the end make up for one another',
    each('end', (end) => [{ ...end, tally: { ...end.tally, free: 5, held: 1 } }]),
    /POOL-4: 5 numbers are free in the end, but 6 by the events/,
  ],
  [
    'a node starts from an older picture than it had',
    before('settled', { line: 'followed', node: 'n1', how: 'afresh', offset: 3, free: 7 }),
    /P7: node n1 starts afresh at event 3 after event 25/,
  ],
  [
    'everybody is shown the same wrong count',
    inLines('shown', { seq: 112 }, { free: 8 }),
    /LIVE-1: client watcher-1 shows 8 free numbers in picture 112 of node n1, which there never were after event \d+/,
  ],
  [
    'a client goes back to an older picture',
    before('settled', pictureOf({ client: 'watcher-1', topic: 'pool', seq: 103, free: 7 })),
    /LIVE-3: client watcher-1 went back from picture 125 of node n1 of pool to picture 103/,
  ],
  [
    'somebody who has not begun is shown a try fewer',
    before('settled', {
      line: 'viewed',
      client: 'fred-phone',
      selection: 'fred',
      version: 0,
      stage: 'choosing',
      triesLeft: 19,
      drawsLeft: 10,
    }),
    /P2: client fred-phone was shown version 0 of fred with 19 tries and 10 draws, but it has 20 and 10/,
  ],
  [
    'a client is shown a longer countdown than there is',
    each('viewed', (one) => [one.stage === 'picking' ? { ...one, deadline: (one.deadline ?? 0) + 1_000 } : one]),
    /P9: client bert-phone was shown version 3 of bert with a countdown to \d+, but it ends at \d+/,
  ],
  [
    'the pool is told of a second time, and all before it is forgotten',
    (lines) => [...lines, ...lines.filter(({ line }) => line === 'pool')],
    /HISTORY: a line “pool” comes where it has no place any more/,
  ],
  [
    'an event is told of after the end',
    (lines) => {
      const last = lines.findLast((one): one is LineOf<'event'> => one.line === 'event');
      return last === undefined ? lines : [...lines, { ...last, offset: 26, type: 'holdReleased', freed: [3] }];
    },
    /HISTORY: a line “event” comes where it has no place any more/,
  ],
  ['there is no pool at all', () => [], /HISTORY: a history begins with its pool, and this one has none/],
  [
    'the end is missing',
    without(({ line }) => line === 'end'),
    /P6: the history does not say how the pool stood in the end/,
  ],
  [
    'one selection is passed over in the end',
    without((one) => one.line === 'selection' && one.selection === 'emil'),
    /P6: the history does not say how emil stood in the end/,
  ],
];

test.each(plants)('P1 P2 P3 P4 P5 P6 P7 it is found that %s', async (_, plant, sentence) => {
  const faults = faultsOf(plant(structuredClone(await honest())));
  expect(faults.map((fault) => `${fault.promise}: ${fault.says}`).join('\n')).toMatch(sentence);
});

test('COMP-6 it is found that a try is paid for a number whose hold was over, though nobody had noticed it yet', async () => {
  const story = await Story.begin();
  const [anna, bert] = [await story.person('anna'), await story.person('bert')];
  await story.hold(anna, 0);
  const { deadline } = anna.in('holding');
  await story.hold(bert, 0);
  story.pool.passTo(deadline + 20);
  await story.pool.store.lapse(10);
  const lines = await story.end();
  expect(faultsOf(lines)).toEqual([]);
  const verifyFrom = deadline + 8_000;
  const late = all(
    inEvent('tryUsed', { at: deadline }),
    inRecord('tryUsed', { verifyFrom }),
    inFinal('bert', { verifyFrom }),
  )(structuredClone(lines));
  expect(faultsOf(late).map(({ promise, says }) => `${promise}: ${says}`)).toEqual([
    expect.stringMatching(
      /^COMP-6: command \S+ \(verifyPlate\) of bert paid a try for 00AA0, whose hold was over 0 ms before event \d+$/,
    ),
  ]);
});

test.each([
  [
    'a number comes back too late',
    70_000,
    /^POOL-5: event \d+ \(numbersReturned\) brings 00AA0 back 70000 ms after it was given back, where 60000 are the most$/,
  ],
  [
    'a number comes back too early',
    10_000,
    /^POOL-5: event \d+ \(numbersReturned\) brings 00AA0 back 10000 ms after it was given back, where 30000 are the least$/,
  ],
  ['a number never comes back', null, /^POOL-5: 00AA0 is not back in the end, 100000 ms after it was given back$/],
  ['a number comes back in time', 50_000, undefined],
])('POOL-5 it is found that %s', async (_, delay, sentence) => {
  const story = await Story.begin({ returnAfterSeconds: 30, returnWithinSeconds: 60 });
  story.node.returnAfter = delay ?? 1_000_000;
  const anna = await story.person('anna');
  await story.hold(anna, 0);
  await story.release(anna);
  story.pool.pass(delay ?? 100_000);
  await story.pool.store.bringBack(10);
  const watched = await story.end();
  const lines = inSettings({ noticeWithin: 5_000 })(
    watched.filter(({ line }) => line !== 'followed' && line !== 'shown'),
  );
  expect(faultsOf(lines).map(({ promise, says }) => `${promise}: ${says}`)).toEqual(
    sentence === undefined ? [] : [expect.stringMatching(sentence)],
  );
});

test('P3 it is found that a hold never lapses, though it was due long before the end', async () => {
  const story = await Story.begin();
  const anna = await story.person('anna');
  await story.hold(anna, 0);
  story.pool.pass(60_000);
  expect(faultsOf(await story.end())).toEqual([]);
  story.pool.pass(600_000);
  expect(faultsOf(await story.end()).map(({ says }) => says)).toEqual([
    'anna holds 00AA0 in the end, 600000 ms after its deadline',
  ]);
});

test('HISTORY a history of another format is refused with a clear word', () => {
  const read = anyLine.safeParse({ line: 'pool', format: 3, settings: {}, blocks: [] });
  expect(read.error?.issues.map(({ message }) => message)).toContain('this is a history of another format than 2');
});

test('P5 a second device may send a command again, and is answered the same', async () => {
  const lines = (await honest()).flatMap((one): Line[] =>
    (one.line === 'asked' || one.line === 'told') && one.selection === 'bert'
      ? [one, { ...one, client: 'bert-tablet' }]
      : [one],
  );
  expect(faultsOf(lines)).toEqual([]);
});

test('P5 an id that was used for something else may be told so', async () => {
  const lines = await honest();
  const at = lines.findIndex(({ line }) => line === 'settled');
  const first = lines.find((one) => one.line === 'asked' && one.command === 'drawPlates');
  if (first?.line !== 'asked') throw new Error('nobody draws');
  const { client, selection, id } = first;
  const again: Line[] = [
    { ...first, command: 'verifyPlate', plate: '00AA7' },
    { line: 'told', client, selection, id, said: { ok: false, code: 'commandReused' } },
  ];
  expect(faultsOf(lines.toSpliced(at, 0, ...again))).toEqual([]);
});

test('P6 where the clock was set, events may go back in time', async () => {
  const moved = all(
    inLines('pool', {}, { clock: 'moved' }),
    each('event', (one) => [one.offset === 7 ? { ...one, at: one.at - 500 } : one]),
  );
  expect(faultsOf(moved(await honest()))).toEqual([]);
});
