import { HistoryChecker } from '../../verification/checker/checker.ts';
import { type Line, line } from '../../verification/checker/format.ts';
import type { Bench } from './measure.ts';

const OPERATIONS = 1_000_000;
const QUOTA = { tries: 20, draws: 10 };
const START = 1_450_000_000_000;

/** A million commands, each asked, answered and carried out: draws of five and releases, one vehicle after the other. */
function* history(): Generator<string> {
  const settings = { ...QUOTA, drawSize: 5, verifyInterval: 8_000, hold: 60_000, drawHold: 90_000, confirm: 180_000 };
  const block = { id: 'b0' as never, name: { zh: '号段', en: 'Block' }, base: 0, withheld: [] };
  const positions = ['0123456789', '0123456789', 'AB', 'ABCDEFGHJKLMNPQRSTUVWXYZ', '0123456789'];
  yield text({ line: 'pool', settings: { ...settings, open: null }, blocks: [{ ...block, positions }] });
  yield text({ line: 'event', offset: 1, at: START, type: 'blockOpened', taken: [], freed: [], block: 'b0' });
  for (let nth = 0; nth < OPERATIONS; nth += 1) yield text(eventOf(nth));
  for (let nth = 0; nth < OPERATIONS; nth += 1) {
    const frame = { client: `c${nth % 1_000}`, selection: selectionOf(nth), id: `command-${nth}` };
    const version = nth % (2 * QUOTA.draws);
    const drawn = isDraw(nth);
    yield text({ line: 'asked', ...frame, command: drawn ? 'drawPlates' : 'releaseHold', version });
    const answer = drawn ? { outcome: 'drawn', plates: numbersOf(nth).map(plateOf) } : { outcome: 'released' };
    yield text({ line: 'told', ...frame, said: { ok: true, answer } });
  }
  for (let nth = 2 * QUOTA.draws - 1; nth < OPERATIONS; nth += 2 * QUOTA.draws) {
    const { state } = eventOf(nth);
    if (state !== undefined) yield text({ line: 'selection', selection: selectionOf(nth), ...state });
  }
  const tally = { opened: 48_000, free: 48_000, held: 0, reserved: 0, registered: 0, withheld: 0 };
  const free = Buffer.alloc(6_000, 0xff).toString('base64');
  yield text({ line: 'end', offset: OPERATIONS + 1, tally, free });
}

const text = (each: Line): string => JSON.stringify(each);
const isDraw = (nth: number): boolean => nth % 2 === 0;
const selectionOf = (nth: number): string => `vehicle-${Math.floor(nth / (2 * QUOTA.draws))}`;
const numbersOf = (nth: number): number[] =>
  [0, 1, 2, 3, 4].map((each) => ((nth - (nth % 2)) * 7 + each * 9_601) % 48_000);
const plateOf = (number: number): string => {
  const [last, letter, group] = [number % 10, Math.floor(number / 10) % 24, Math.floor(number / 240) % 2];
  const head = String(Math.floor(number / 480)).padStart(2, '0');
  return `${head}${'AB'.charAt(group)}${'ABCDEFGHJKLMNPQRSTUVWXYZ'.charAt(letter)}${last}`;
};
const eventOf = (nth: number): Extract<Line, { line: 'event' }> => {
  const [at, numbers, drawn] = [START + nth, numbersOf(nth), isDraw(nth)];
  const version = (nth % (2 * QUOTA.draws)) + 1;
  const drawsLeft = QUOTA.draws - Math.ceil(version / 2);
  const deadline = at + 90_000;
  const common = { triesLeft: QUOTA.tries, drawsLeft, verifyFrom: null };
  return {
    line: 'event',
    offset: nth + 2,
    at,
    type: drawn ? 'platesDrawn' : 'holdReleased',
    taken: drawn ? numbers : [],
    freed: drawn ? [] : numbers,
    selection: selectionOf(nth),
    state: drawn
      ? { version, record: { stage: 'picking', ...common, deadline }, hold: { token: `t${nth}`, numbers, deadline } }
      : { version, record: { stage: 'choosing', ...common }, hold: null },
  };
};

/** How long the checker takes for the history of a million operations, from its text on. The counterpart: reading the same text as JSON. */
export const checkHistory: Bench = {
  names: ['check_history_s'],
  run: async (progress) => {
    let began = performance.now();
    let lines = 0;
    for (const each of history()) if (JSON.parse(each) !== null) lines += 1;
    const readingS = (performance.now() - began) / 1_000;
    progress(`${lines} lines, made and read in ${readingS.toFixed(1)} s`);
    began = performance.now();
    const checker = new HistoryChecker();
    for (const each of history()) checker.take(line.parse(JSON.parse(each)));
    const faults = checker.find();
    const value = (performance.now() - began) / 1_000;
    if (faults.length > 0) throw new Error(`an honest history has faults: ${faults[0]?.says}`);
    const detail = { operations: checker.operations, lines, readingS: Number(readingS.toFixed(1)) };
    return [{ name: 'check_history_s', value, unit: 's', detail }];
  },
};
