const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECK = '10X98765432';

/** The check digit (0–9 or X) of an identity number's first 17 digits, by GB 11643 (ISO 7064 MOD 11-2). */
export const idNumberCheckDigit = (digits: string): string => {
  const sum = WEIGHTS.reduce((total, weight, i) => total + weight * Number(digits.charAt(i)), 0);
  return CHECK.charAt(sum % 11);
};

/** The earliest year of birth: no living person is older, and numbers in use begin there. */
const FIRST_YEAR = 1900;
/** How much earlier a day begins in China than in UTC, in ms. */
const AHEAD_OF_UTC = 8 * 3_600_000;

/**
 * Whether a text is a valid identity number of 18 characters: region, a real day of birth, order, check digit (GB
 * 11643).
 *
 * @param now in ms; a later day of birth is invalid
 */
export const isValidIdNumber = (text: string, now = Number.POSITIVE_INFINITY): boolean => {
  const parts = /^[1-9]\d{5}(\d{4})(\d{2})(\d{2})\d{3}([\dX])$/.exec(text);
  if (parts === null) return false;
  const [, year, month, day, check] = parts;
  const birth = new Date(`${year}-${month}-${day}T00:00Z`);
  // A day such as 30 February is invalid, or becomes another.
  if (Number(year) < FIRST_YEAR || birth.getTime() > now + AHEAD_OF_UTC) return false;
  if (Number.isNaN(birth.getTime()) || birth.toISOString().slice(0, 10) !== `${year}-${month}-${day}`) return false;
  return idNumberCheckDigit(text) === check;
};
