/** Digits and capitals without I, O, S, V and Z; a character's index is its value. */
const CHARACTERS = '0123456789ABCDEFGHJKLMNPQRTUWXY';

/**
 * The check character of a unified social credit code's first 17 characters, by GB 32100 (weights: powers of 3 mod 31).
 */
export const creditCodeCheckCharacter = (code: string): string => {
  let sum = 0;
  let weight = 1;
  for (const character of code.slice(0, 17)) {
    sum += CHARACTERS.indexOf(character) * weight;
    weight = (weight * 3) % 31;
  }
  return CHARACTERS.charAt((31 - (sum % 31)) % 31);
};

/** Whether a text is a valid unified social credit code (统一社会信用代码) of 18 characters (GB 32100). */
export const isValidCreditCode = (text: string): boolean =>
  /^[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}$/.test(text) &&
  creditCodeCheckCharacter(text) === text.charAt(17);
