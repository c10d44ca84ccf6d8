/** What a search can go by; `number` is an identity number or a credit code, `part` something shown masked or told in part. */
export type SearchBy = 'plate' | 'userName' | 'vin' | 'number' | 'selection' | 'voucher' | 'part';

const VIN = /^[A-HJ-NPR-Z0-9]{17}$/;
const NUMBER = /^[0-9A-Z]{18}$/;
const MOBILE = /^1\d{10}$/;
/** With its prefix, a dot in it or not; or without: at most two letters, the rest digits (POOL-3). */
const PREFIXED_PLATE = /^\p{Script=Han}[A-Z][·.\-\s]?[0-9A-Z]{5,6}$/u;
const SERIAL = /^(?=(?:[0-9]*[A-HJ-NP-Z]){0,2}[0-9]*$)[0-9A-HJ-NP-Z]{5,6}$/;
/** Three parts in base64url, such as a scanner types. */
const SIGNED = /^[\w-]{20,}\.[\w-]{20,}\.[\w-]{20,}$/;
/** As the audit trail and the address of a history name it. */
const SELECTION = /^(?:v-[\w-]{22}|demo-v\d+)$/;
/** Stars, or a name and something that ends with four digits. */
const PART = /\*|^(?=.*\S[\s,，、]+\S)(?=.*\d{4}(?:[\s,，、]|$))/u;

/** What somebody most probably means by a text: its form tells these apart, but for a few short user names. */
export const guessOf = (typed: string): SearchBy => {
  const plain = typed.trim();
  const text = plain.toUpperCase();
  if (SIGNED.test(plain)) return 'voucher';
  if (SELECTION.test(plain)) return 'selection';
  if (VIN.test(text)) return 'vin';
  if (NUMBER.test(text)) return 'number';
  if (PREFIXED_PLATE.test(text) || SERIAL.test(text)) return 'plate';
  if (MOBILE.test(text) || PART.test(text)) return 'part';
  return 'userName';
};
