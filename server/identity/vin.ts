/** The letters of a VIN, without I, O and Q, and below each its value (ISO 3779); a digit's value is its own. */
const LETTERS = 'ABCDEFGHJKLMNPRSTUVWXYZ';
const VALUES = '12345678123457923456789';
/** By position; the ninth is the check digit itself. */
const WEIGHTS = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];

/** The right check digit (0–9 or X) for the ninth position of a VIN (GB 16735), whatever character is there. */
export const vinCheckDigit = (vin: string): string => {
  const sum = WEIGHTS.reduce((total, weight, i) => {
    const letter = LETTERS.indexOf(vin.charAt(i));
    return total + weight * Number(letter < 0 ? vin.charAt(i) : VALUES.charAt(letter));
  }, 0);
  return sum % 11 === 10 ? 'X' : String(sum % 11);
};

/** Whether a text is a vehicle identification number with the right check digit (ISO 3779, GB 16735). */
export const isValidVin = (text: string): boolean =>
  /^[0-9A-HJ-NPR-Z]{8}[0-9X][0-9A-HJ-NPR-Z]{8}$/.test(text) && vinCheckDigit(text) === text.charAt(8);
