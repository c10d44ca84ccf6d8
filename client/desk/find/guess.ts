import { codeOf, mobileOf, plainText, plateOf } from '../../../protocol/normal-form.ts';

/** The kinds of a search's text. `number` is an identity number or a credit code, `part` a masked or partial text. */
export type SearchBy = 'plate' | 'userName' | 'vin' | 'number' | 'selection' | 'voucher' | 'part';

const VIN = /^[A-HJ-NPR-Z0-9]{17}$/;
const NUMBER = /^[0-9A-Z]{18}$/;
const MOBILE = /^1\d{10}$/;
/** A plate with its prefix; or its serial, with at most two letters among digits (POOL-3). */
const PREFIXED_PLATE = /^\p{Script=Han}[A-Z][0-9A-Z]{5,6}$/u;
const SERIAL = /^(?=(?:[0-9]*[A-HJ-NP-Z]){0,2}[0-9]*$)[0-9A-HJ-NP-Z]{5,6}$/;
/** A signed voucher has about 300 characters under any keyboard layout of a scanner; no other text comes near. */
const VOUCHER_AT_LEAST = 150;
/** A selection's id, as in the audit trail and in the address of a history. */
const SELECTION = /^(?:v-[\w-]{22}|demo-v\d+)$/;
/** A text with a star, or a name and a word that ends with four digits. */
const PART = /\*|^(?=.*\S[\s,，、]+\S)(?=.*\d{4}(?:[\s,，、]|$))/u;

/** The most probable kind of a text. Its form decides; only a few short user names look like another kind. */
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
