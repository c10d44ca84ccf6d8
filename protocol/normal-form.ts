/**
 * The one normal form of what people type, scan, or bring in files. Every rule that folds signs stands here, and each
 * kind of text has one function: what is kept, compared, or hashed has gone through it.
 *
 * | written | becomes | in |
 * |---|---|---|
 * | full width and other compatibility forms (NFKC) | the plain sign | all |
 * | signs that show nothing: U+200B, U+200E, U+202A…U+202E, U+2060…U+2069, U+FEFF, soft hyphen, variation selectors | nothing | all but pass-phrases |
 * | blanks at the ends, or several in a row; U+2800 | nothing, or one | all but pass-phrases |
 * | an apostrophe in front, by which a spreadsheet marks text | nothing | all but pass-phrases |
 * | `•` `‧` `∙` `⋅` `・` and the other dots of `DOTS`, blanks around them | `·` | names |
 * | `.` or `。` between two Chinese characters | `·` | names |
 * | U+2011, U+2013, U+2212 and every other dash | `-` | user names, character sets |
 * | blanks and dashes | nothing | SMS codes, captchas, numbers, codes, VINs, mobiles, plates |
 * | small letters | capitals | numbers, codes, VINs, plates, character sets |
 * | capitals | small letters | user names |
 * | dots | nothing | plates, mobiles |
 * | `+86`, `0086`, `86`, `0` before 11 digits; brackets | nothing | mobiles |
 * | letters in the wrong case, full width, keys of another layout | as signed | vouchers (`checks/voucher-readings.ts`) |
 *
 * What these functions leave alone is refused by the rule of its field. They change nothing that is valid already, so
 * what an older version kept or hashed is found again.
 */

/** U+2800 is an empty Braille cell: it looks like a blank, and Unicode does not count it as one. */
const BLANKS = /[\p{Zs}\u2800]+/gu;
const HIDDEN = /[\p{Default_Ignorable_Code_Point}\p{Cf}]/gu;
const TEXT_MARK = /^['‘’`\s]+/;
const DOTS = '·•‧∙⋅∘・●◦⦁⸱⸳ꞏ᛫ᆞ';
const DOT_OF_A_NAME = new RegExp(` *[${DOTS}]+ *`, 'g');
const DOT = new RegExp(`[.。${DOTS}]`, 'g');
const DASHES = /[\p{Pd}\u2212\u30FC\u2500\u2501]/gu;

/**
 * Full width and other compatibility forms become the plain sign. Of a pass-phrase nothing else is folded, because what
 * was hashed once must be hashed alike for ever.
 */
export const widthFolded = (text: string): string => text.normalize('NFKC');

/** Free text, such as an address. */
export const plainText = (text: string): string =>
  widthFolded(text.replaceAll(HIDDEN, '')).replaceAll(BLANKS, ' ').replace(TEXT_MARK, '').trim();

/** U+02D9 as a dot: NFKC would make it an accent of the sign before it. */
const withoutAccent = (text: string): string => text.replaceAll('\u02D9', '·');

/** The name of a person, an organisation, or a model. */
export const nameOf = (text: string): string =>
  plainText(withoutAccent(text))
    .replaceAll(DOT_OF_A_NAME, '·')
    .replaceAll(/(?<=\p{Script=Han}) ?[.。] ?(?=\p{Script=Han})/gu, '·');

/** A name to compare by: dots, blanks, and the case of letters tell no two apart. */
export const nameKeyOf = (text: string): string => nameOf(text).replaceAll(DOT, '').replaceAll(/\s/g, '').toLowerCase();

/** An identity number, a credit code, a VIN, an invoice's code or number, the text of a captcha, or an SMS code. */
export const codeOf = (text: string): string =>
  plainText(text).replaceAll(DASHES, '').replaceAll(/\s/g, '').toUpperCase();

/** A mobile of mainland China. */
export const mobileOf = (text: string): string =>
  codeOf(text)
    .replaceAll(DOT, '')
    .replaceAll(/[()]/g, '')
    .replace(/^(?:(?:\+|00)?86|0)(?=1\d{10}$)/, '');

/** A plate, with or without its prefix. */
export const plateOf = (text: string): string => codeOf(withoutAccent(text)).replaceAll(DOT, '');

/** The name by which somebody signs in. */
export const userNameOf = (text: string): string => plainText(text).replaceAll(DASHES, '-').toLowerCase();

/** A set of characters as an operator writes it: `0-9`, `AB`. */
export const characterSetOf = (text: string): string =>
  plainText(text)
    .replaceAll(DASHES, '-')
    .replaceAll(/[\s,、]/g, '')
    .toUpperCase();
