/** What a search can go by; `number` is an identity number or a credit code. */
export type SearchBy = 'plate' | 'userName' | 'vin' | 'number';

const VIN = /^[A-HJ-NPR-Z0-9]{17}$/;
const NUMBER = /^[0-9A-Z]{18}$/;
/** With its prefix, a dot in it or not; or without: at most two letters, the rest digits (POOL-3). */
const PREFIXED_PLATE = /^\p{Script=Han}[A-Z][·.\-\s]?[0-9A-Z]{5,6}$/u;
const SERIAL = /^(?=(?:[0-9]*[A-HJ-NP-Z]){0,2}[0-9]*$)[0-9A-HJ-NP-Z]{5,6}$/;

/** What somebody most probably means by a text: its form tells these four apart, but for a few short user names. */
export const guessOf = (typed: string): SearchBy => {
  const text = typed.trim().toUpperCase();
  if (VIN.test(text)) return 'vin';
  if (NUMBER.test(text)) return 'number';
  if (PREFIXED_PLATE.test(text) || SERIAL.test(text)) return 'plate';
  return 'userName';
};
