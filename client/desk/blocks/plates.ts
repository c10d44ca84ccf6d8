import { plateOf } from '../../../protocol/normal-form.ts';

/** The most numbers that one command takes. */
export const MOST_PLATES = 500;

/**
 * The numbers of a typed or pasted text, each once: separated by white space, commas or semicolons, with or without
 * the prefix. Words that cannot be numbers are `wrong`.
 */
export const platesIn = (text: string): { readonly plates: readonly string[]; readonly wrong: readonly string[] } => {
  const plates = new Set<string>();
  const wrong: string[] = [];
  for (const word of text.split(/[\s,，、;；]+/)) {
    if (word === '') continue;
    const serial = plateOf(word).replace(/^\p{Script=Han}[A-Z]/u, '');
    if (/^[0-9A-HJ-NP-Z]{5,6}$/.test(serial)) plates.add(serial);
    else wrong.push(word);
  }
  return { plates: [...plates], wrong };
};
