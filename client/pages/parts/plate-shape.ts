/** The measures of a plate, in millimetres of the real one. */
export type PlateShape = {
  readonly width: number;
  readonly height: number;
  readonly letter: number;
  readonly dot: number;
  /** The left edge of the first character after the dot, and the distance from one left edge to the next. */
  readonly first: number;
  readonly pitch: number;
  /** The width of a character's box, to which the glyphs, 45 wide, are scaled. */
  readonly character: number;
};
export const TOP = 25;
export const PROVINCE = 15.5;
export const CHARACTER_HEIGHT = 90;

const small: PlateShape = { width: 440, height: 140, letter: 72.5, dot: 134.5, first: 151.5, pitch: 57, character: 45 };
const newEnergy: PlateShape = {
  width: 480,
  height: 140,
  letter: 69.5,
  dot: 137,
  first: 161.5,
  pitch: 52,
  character: 43,
};

/** A small vehicle's plate has five characters after the dot, a small new-energy vehicle's six (POOL-3). */
export const shapeFor = (characters: number): PlateShape => (characters === 6 ? newEnergy : small);
