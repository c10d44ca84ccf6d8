import { BLANK, type Pattern, pattern, type Serial } from '../../protocol/plate.ts';
import type { Shape } from './shape.ts';

/** The cell of a pattern; undefined where it has another length, or a character that its position lacks. */
export const cellOf = (shape: Shape, text: Pattern | Serial): number | undefined => sumOf(shape, text, shape.cellSteps);

/** The index of a number; undefined where it has another length, or a character that its position lacks. */
export const numberOf = (shape: Shape, plate: Serial): number | undefined => sumOf(shape, plate, shape.numberSteps);

/** The pattern of a cell: the inverse of `cellOf`. Throws a ZodError where positions are not 5 or 6. */
export const patternOf = (shape: Shape, cell: number): Pattern => {
  const characters = shape.positions.map((set, p) => {
    const digit = Math.floor(cell / (shape.cellSteps[p] ?? 1)) % (set.length + 1);
    return (set + BLANK).charAt(digit);
  });
  return pattern.parse(characters.join(''));
};

/** The cell of a number's own pattern, without blanks. */
const cellOfNumber = (shape: Shape, index: number): number => {
  const { radices, cellSteps } = shape;
  let rest = index;
  let cell = 0;
  for (let p = radices.length - 1; p >= 0; p -= 1) {
    const radix = radices[p] ?? 1;
    cell += (rest % radix) * (cellSteps[p] ?? 0);
    rest = (rest / radix) | 0;
  }
  return cell;
};

/** Visits the 2^n cells that a number is part of: each of its positions fixed or blank, in no promised order. */
export const touchedBy = (shape: Shape, index: number, visit: (cell: number) => void): void => {
  const { radices, cellSteps, numberSteps } = shape;
  let cell = cellOfNumber(shape, index);
  visit(cell);
  // A Gray code: each step fills or blanks one position, so that the walk needs no memory and may be nested.
  for (let i = 1; i < 1 << radices.length; i += 1) {
    const p = 31 - Math.clz32(i & -i);
    const radix = radices[p] ?? 1;
    const digit = ((index / (numberSteps[p] ?? 1)) | 0) % radix;
    const blanked = ((i ^ (i >>> 1)) & (1 << p)) !== 0;
    cell += (blanked ? radix - digit : digit - radix) * (cellSteps[p] ?? 0);
    visit(cell);
  }
};

const sumOf = (shape: Shape, text: string, steps: Int32Array): number | undefined => {
  if (text.length !== shape.positions.length) return undefined;
  let sum = 0;
  for (let p = 0; p < text.length; p += 1) {
    const digit = shape.digits[p]?.[text.charCodeAt(p)] ?? -1;
    if (digit < 0) return undefined;
    sum += digit * (steps[p] ?? 0);
  }
  return sum;
};
