import { type FieldProblem, problemOf } from '../../../protocol/form-problems.ts';

/** A row that was not taken in: where it stands, and everything that is wrong with it. `field` is empty for the whole row. */
export type BadRow = { readonly line: number; readonly problems: readonly FieldProblem[] };

/** A row that is wrong as a whole. */
export const badRow = (line: number, code: Parameters<typeof problemOf>[1]): BadRow => ({
  line,
  problems: [problemOf('', code)],
});
