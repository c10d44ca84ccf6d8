const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECK = '10X98765432';

/** The check digit (0–9 or X) of the first 17 digits of an identity number, by GB 11643 (ISO 7064 MOD 11-2). */
export const idNumberCheckDigit = (digits: string): string => {
  const sum = WEIGHTS.reduce((total, weight, i) => total + weight * Number(digits.charAt(i)), 0);
  return CHECK.charAt(sum % 11);
};

/** Nobody who is alive was born before; and it is the first year of the numbers in use. */
const FIRST_YEAR = 1900;
/** In ms: a day begins in China so long before it begins in UTC. */
const AHEAD_OF_UTC = 8 * 3_600_000;

/**
 * Whether this is an identity number of 18 characters: region, a real day of birth, order, check digit (GB 11643).
 *
 * @param now in ms; a day after it is no day of birth
 */
export const isValidIdNumber = (text: string, now = Number.POSITIVE_INFINITY): boolean => {
  const parts = /^[1-9]\d{5}(\d{4})(\d{2})(\d{2})\d{3}([\dX])$/.exec(text);
  if (parts === null) return false;
  const [, year, month, day, check] = parts;
  const birth = new Date(`${year}-${month}-${day}T00:00Z`);
  // A day such as 30 February is no date, or becomes another.
  if (Number(year) < FIRST_YEAR || birth.getTime() > now + AHEAD_OF_UTC) return false;
  if (Number.isNaN(birth.getTime()) || birth.toISOString().slice(0, 10) !== `${year}-${month}-${day}`) return false;
  return idNumberCheckDigit(text) === check;
};
