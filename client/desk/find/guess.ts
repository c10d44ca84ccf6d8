import { codeOf, mobileOf, plainText, plateOf } from '../../../protocol/normal-form.ts';

/** What a search can go by; `number` is an identity number or a credit code, `part` something shown masked or told in part. */
export type SearchBy = 'plate' | 'userName' | 'vin' | 'number' | 'selection' | 'voucher' | 'part';

const VIN = /^[A-HJ-NPR-Z0-9]{17}$/;
const NUMBER = /^[0-9A-Z]{18}$/;
const MOBILE = /^1\d{10}$/;
/** With its prefix; or without: at most two letters, the rest digits (POOL-3). */
const PREFIXED_PLATE = /^\p{Script=Han}[A-Z][0-9A-Z]{5,6}$/u;
const SERIAL = /^(?=(?:[0-9]*[A-HJ-NP-Z]){0,2}[0-9]*$)[0-9A-HJ-NP-Z]{5,6}$/;
/** A signed voucher has some 300 signs, whatever keyboard a scanner speaks to; nothing else comes near. */
const VOUCHER_AT_LEAST = 150;
/** As the audit trail and the address of a history name it. */
const SELECTION = /^(?:v-[\w-]{22}|demo-v\d+)$/;
/** Stars, or a name and something that ends with four digits. */
const PART = /\*|^(?=.*\S[\s,，、]+\S)(?=.*\d{4}(?:[\s,，、]|$))/u;

/** What somebody most probably means by a text: its form tells these apart, but for a few short user names. */
export const guessOf = (typed: string): SearchBy => {
  const plain = plainText(typed);
  const code = codeOf(typed);
  const plate = plateOf(typed);
  if (plain.length >= VOUCHER_AT_LEAST) return 'voucher';
  if (SELECTION.test(plain)) return 'selection';
  if (VIN.test(code)) return 'vin';
  if (NUMBER.test(code)) return 'number';
  if (PREFIXED_PLATE.test(plate) || SERIAL.test(plate)) return 'plate';
  if (MOBILE.test(mobileOf(typed)) || PART.test(plain)) return 'part';
  return 'userName';
};
