import { plainText } from '../../protocol/normal-form.ts';

/**
 * What a scanner types where it and the computer disagree about the keyboard: each sign beside the one that was meant.
 * Only signs of a compact JWS are needed: letters, digits, `-`, `_` and `.`.
 */
const LAYOUTS: readonly (readonly [typed: string, meant: string])[] = [
  // A Chinese input method is on: a full stop, and a dash of double width for the underscore.
  ['。—', '._'],
  // German, on either side.
  ['yzYZß/?', 'zyZY--_'],
  // A French computer, and then a French scanner.
  ['aqzwAQZW,?:)°&é"\'(-è_çà', 'qawzQAWZmM.-_1234567890'],
  ['aqzwAQZW;:<68!@#$%^&*()', 'qawzQAWZmM.-_1234567890'],
];

const retyped = (text: string, typed: string, meant: string): string => {
  const signs = new Map([...typed].map((sign, i) => [sign, meant.charAt(i)]));
  return [...text].map((sign) => signs.get(sign) ?? sign).join('');
};

const swapCase = (text: string): string =>
  text.replaceAll(/[a-z]|[A-Z]/g, (letter) => (letter < 'a' ? letter.toLowerCase() : letter.toUpperCase()));

const isSigned = (text: string): boolean => /^[\w-]+\.[\w-]+\.[\w-]+$/.test(text);

/**
 * The signed texts that a scanned one may stand for, the likeliest first: as it is without blanks, in full width, with
 * Caps Lock on, or typed by another layout. The signature tells which of them it is, so a wrong guess does no harm.
 */
export const voucherReadings = (scanned: string): readonly string[] => {
  const text = plainText(scanned).replaceAll(/\s/g, '').replaceAll('——', '—');
  const typed = [text, ...LAYOUTS.map(([from, to]) => retyped(text, from, to))];
  return [...new Set(typed.flatMap((reading) => [reading, swapCase(reading)]))].filter(isSigned);
};
