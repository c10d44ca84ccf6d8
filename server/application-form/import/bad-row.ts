import { type FieldProblem, problemOf } from '../../../protocol/form-problems.ts';

/** A row that was not imported: its line, and all its problems. `field` is empty for the whole row. */
export type BadRow = { readonly line: number; readonly problems: readonly FieldProblem[] };

/** A row that is invalid as a whole. */
export const badRow = (line: number, code: Parameters<typeof problemOf>[1]): BadRow => ({
  line,
  problems: [problemOf('', code)],
});
