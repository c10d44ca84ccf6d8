import type { LineOf } from './format.ts';
import type { Numbers } from './numbers.ts';
import type { Effect } from './selection-state.ts';

type Asked = LineOf<'asked'>;
type Answer = { readonly [fact: string]: unknown };

/** In what the plates that were asked for, told and given differ (P4); undefined where they do not. */
export const plateNotGiven = (
  numbers: Numbers,
  { plate }: Asked,
  answer: Answer | undefined,
  effect: Effect,
): string | undefined => {
  const told = toldIn(answer)?.join(' ');
  const event = `event ${effect.offset} (${effect.type})`;
  if (effect.type === 'tryUsed')
    return told !== undefined && plate !== undefined && told !== plate
      ? `asked for ${plate}, and was told of ${told}`
      : undefined;
  const given = givenBy(effect, numbers)?.join(' ');
  if (given === undefined) return undefined;
  if (told !== undefined && told !== given) return `was told ${told}, but ${event} gave it ${given}`;
  const isChosen = effect.type !== 'platesDrawn' && plate !== undefined;
  return isChosen && plate !== given ? `asked for ${plate}, but ${event} gave it ${given}` : undefined;
};

/** Only what is taken costs a try (COMP-6): in what way it was not; undefined where it was. */
export const plateNotTaken = (numbers: Numbers, { plate }: Asked, { type, offset, at }: Effect): string | undefined => {
  if (type !== 'tryUsed' || plate === undefined) return undefined;
  const address = numbers.address(plate);
  if (address === undefined) return `paid a try for ${plate}, which is not in the pool`;
  if (numbers.wasFree(address, offset)) return `paid a try for ${plate}, which was free before event ${offset}`;
  const until = numbers.heldUntil(address, offset);
  return until !== undefined && until <= at
    ? `paid a try for ${plate}, whose hold was over ${at - until} ms before event ${offset}`
    : undefined;
};

const givenBy = ({ type, hold, record }: Effect, numbers: Numbers): string[] | undefined => {
  if (type === 'plateReserved' || type === 'plateRegistered') return record.plate === undefined ? [] : [record.plate];
  if (type !== 'plateHeld' && type !== 'platesDrawn' && type !== 'plateConfirmed') return undefined;
  return hold?.numbers.map((number) => numbers.plate(number)).toSorted();
};

const toldIn = (answer: Answer | undefined): string[] | undefined => {
  const plates = answer?.['plates'];
  if (Array.isArray(plates)) return plates.map(String).toSorted();
  const plate = answer?.['plate'];
  if (plate === undefined) return undefined;
  return [typeof plate === 'string' ? plate : JSON.stringify(plate)];
};
