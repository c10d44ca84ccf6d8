import { isDeepStrictEqual } from 'node:util';
import type { Line, LineOf, RecordFacts } from './format.ts';
import type { Hold } from './selection-state.ts';

/** Changes an honest history so that it breaks a promise. */
export type Plant = (lines: Line[]) => Line[];
type Event = LineOf<'event'>;

/** Changes the nth event of a kind. */
export const event =
  (type: Event['type'], change: (event: Event) => void, nth = 0): Plant =>
  (lines) => {
    const found = lines.filter((each): each is Event => each.line === 'event' && each.type === type)[nth];
    if (found === undefined) throw new Error(`there is no ${type}`);
    change(found);
    return lines;
  };
/** Facts to be written over an event's own, perhaps by those. */
type Facts<T> = Partial<T> | ((event: Event) => Partial<T>);
const overwrites =
  <T extends object>(part: (event: Event) => T) =>
  (type: Event['type'], facts: Facts<T>, nth = 0): Plant =>
    event(type, (one) => void Object.assign(part(one), typeof facts === 'function' ? facts(one) : facts), nth);
/** Writes facts over those of the nth event of a kind, of its record, or of its hold. */
export const inEvent = overwrites<Event>((one) => one);
export const inRecord = overwrites<RecordFacts>((one) => record(one));
export const inHold = overwrites<Hold>((one) => held(one));
/** Writes facts over those of every line of a kind that fits. */
export const inLines = <L extends Line['line']>(kind: L, fits: Partial<LineOf<L>>, facts: Partial<LineOf<L>>): Plant =>
  each(kind, (one) => [isDeepStrictEqual({ ...one, ...fits }, one) ? { ...one, ...facts } : one]);
/** Writes over what the authority promised. */
export const inSettings = (facts: Partial<LineOf<'pool'>['settings']>): Plant =>
  each('pool', (pool) => [{ ...pool, settings: { ...pool.settings, ...facts } }]);
/** Changes the answer that a command of a kind was told. */
export const told =
  (command: LineOf<'asked'>['command'], change: (said: LineOf<'told'>) => Line[]): Plant =>
  (lines) => {
    const asked = lines.find((each) => each.line === 'asked' && each.command === command);
    return lines.flatMap((each) =>
      each.line === 'told' && asked?.line === 'asked' && each.id === asked.id ? change(each) : [each],
    );
  };
/** Leaves out the first line that fits; throws where none does. */
export const without =
  (fits: (line: Line) => boolean): Plant =>
  (lines) => {
    const at = lines.findIndex(fits);
    if (at < 0) throw new Error('there is no such line');
    return lines.toSpliced(at, 1);
  };
/** Changes, doubles or leaves out the lines of a kind. */
export const each =
  <L extends Line['line']>(kind: L, change: (line: LineOf<L>, nth: number) => Line[]): Plant =>
  (lines) => {
    let nth = -1;
    return lines.flatMap((one) => (one.line === kind ? change(one as LineOf<L>, (nth += 1)) : [one]));
  };
/** Leaves the events from the nth on a place further, and everything that names them with them. */
export const afterOffset =
  (offset: number, put: (before: Event) => Event): Plant =>
  (lines) =>
    lines.flatMap((one): Line[] => {
      if (one.line === 'event' && one.offset === offset) return [one, put(structuredClone(one))];
      if (one.line === 'event' && one.offset > offset) return [{ ...one, offset: one.offset + 1 }];
      if (one.line === 'followed' || one.line === 'shown') return [];
      return one.line === 'end' ? [{ ...one, offset: one.offset + 1 }] : [one];
    });
/** An event's record, to be changed. */
export const record = ({ state }: Event) => {
  if (state === undefined) throw new Error('this event has no record');
  return state.record;
};
/** An event's hold, to be changed. */
export const held = ({ state }: Event) => {
  if (state?.hold == null) throw new Error('this event has no hold');
  return state.hold;
};
