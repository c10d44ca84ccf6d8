/** The values of A–Z without I, O and Q (ISO 3779); digits stand for themselves. */
const VALUES: Readonly<Record<string, number>> = {
  ...{ A: 1, B: 2, C: 3, D: 4, E: 5, F: 6, G: 7, H: 8 },
  ...{ J: 1, K: 2, L: 3, M: 4, N: 5, P: 7, R: 9 },
  ...{ S: 2, T: 3, U: 4, V: 5, W: 6, X: 7, Y: 8, Z: 9 },
};
/** The ninth place is the check digit itself. */
const WEIGHTS = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];

/** The check digit (0–9 or X) that belongs in the ninth place of a VIN (GB 16735); what stands there is not looked at. */
export const vinCheckDigit = (vin: string): string => {
  const sum = WEIGHTS.reduce((total, weight, i) => {
    const character = vin.charAt(i);
    return total + weight * (VALUES[character] ?? Number(character));
  }, 0);
  return sum % 11 === 10 ? 'X' : String(sum % 11);
};

/** Whether this is a vehicle identification number of 17 characters with the right check digit (ISO 3779, GB 16735). */
export const isValidVin = (text: string): boolean =>
  /^[0-9A-HJ-NPR-Z]{8}[0-9X][0-9A-HJ-NPR-Z]{8}$/.test(text) && vinCheckDigit(text) === text.charAt(8);
