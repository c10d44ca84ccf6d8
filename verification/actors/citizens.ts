import { creditCodeCheckCharacter } from '../../server/identity/credit-code.ts';
import { idNumberCheckDigit } from '../../server/identity/id-number.ts';
import { vinCheckDigit } from '../../server/identity/vin.ts';

const digits = (n: number, length: number): string => String(n).padStart(length, '0');

/** Made-up people and things with check digits that fit, one for each number below 1,000; no region has the code 999999. */
export const idNumberOf = (n: number): string => {
  const head = `99999919900101${digits(n, 3)}`;
  return head + idNumberCheckDigit(head);
};
export const creditCodeOf = (n: number): string => {
  const head = `91130000MA0${digits(n, 6)}`;
  return head + creditCodeCheckCharacter(head);
};
/** Good for any number below 1,000,000. */
export const vinOf = (n: number): string => {
  const [type, rest] = ['0XTEST00', `T0${digits(n, 6)}`];
  return type + vinCheckDigit(`${type}0${rest}`) + rest;
};
export const mobileOf = (n: number): string => `199${digits(n, 8)}`;
