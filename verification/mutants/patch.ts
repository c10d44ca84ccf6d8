import type { Mutant } from './mutants.ts';

/** The file's text with the mutant in it; undefined where the patch does not fit exactly once. */
export const patched = (text: string, { from, to }: Mutant): string | undefined => {
  const at = text.indexOf(from);
  if (at < 0 || text.includes(from, at + 1)) return undefined;
  return text.slice(0, at) + to + text.slice(at + from.length);
};
