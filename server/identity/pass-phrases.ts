import { randomInt } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { widthFolded } from '../../protocol/normal-form.ts';
import { isCommonPassPhrase } from './common-pass-phrases.ts';

/** argon2id with OWASP's minimum: 19 MiB, 2 passes, 1 lane; some 25 ms of one core. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Without characters that look like others: 0 o, 1 l i, 2 z, 5 s, 8 b. */
const CHARACTERS = 'acdefghjkmnpqrtuvwxy34679';

/** The stored hash of a pass-phrase; computed off the main thread. */
export const hashPassPhrase = (passPhrase: string): Promise<string> => hash(widthFolded(passPhrase), COST);

/** Generates a pass-phrase to read from a message and type: three groups of five, 69 bits. */
export const makePassPhrase = (): string =>
  Array.from({ length: 3 }, () =>
    Array.from({ length: 5 }, () => CHARACTERS.charAt(randomInt(CHARACTERS.length))).join(''),
  ).join('-');

let nobodysHash: Promise<string> | undefined;

/** Whether a hash matches a pass-phrase; without a hash, false after the same work. */
export const isPassPhrase = async (kept: string | undefined, passPhrase: string): Promise<boolean> => {
  nobodysHash ??= hashPassPhrase(makePassPhrase());
  const matches = await verify(kept ?? (await nobodysHash), widthFolded(passPhrase));
  return matches && kept !== undefined;
};

/**
 * The reason to refuse a new pass-phrase: too short, one character repeated, or containing a public fact of the person
 * (`passPhraseWeak`); or a common choice (`passPhraseCommon`). Null if acceptable.
 */
export const wrongWithPassPhrase = (
  passPhrase: string,
  known: readonly string[],
): 'passPhraseWeak' | 'passPhraseCommon' | null => {
  const text = widthFolded(passPhrase).toLowerCase();
  const characters = [...text];
  const holds = (fact: string): boolean => fact !== '' && bare(text).includes(fact);
  if (characters.length < 10 || characters.length > 128 || new Set(characters).size < 5) return 'passPhraseWeak';
  if (known.map((fact) => bare(widthFolded(fact).toLowerCase())).some(holds)) return 'passPhraseWeak';
  return isCommonPassPhrase(text) ? 'passPhraseCommon' : null;
};

/** Strips spaces and signs, which do not hide a fact. */
const bare = (text: string): string => text.replaceAll(/[\s\p{P}\p{S}]/gu, '');
