import { randomInt } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { widthFolded } from '../../protocol/normal-form.ts';
import { isCommonPassPhrase } from './common-pass-phrases.ts';

/** argon2id with what OWASP asks for at least: 19 MiB, 2 passes, 1 lane; some 25 ms of one core. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Without what is read as another: 0 o, 1 l i, 2 z, 5 s, 8 b. */
const CHARACTERS = 'acdefghjkmnpqrtuvwxy34679';

/** The hash that is kept in a pass-phrase's place; made off the main thread. */
export const hashPassPhrase = (passPhrase: string): Promise<string> => hash(widthFolded(passPhrase), COST);

/** A pass-phrase that a person can read from a message and type: three groups of five, 69 bits. */
export const makePassPhrase = (): string =>
  Array.from({ length: 3 }, () =>
    Array.from({ length: 5 }, () => CHARACTERS.charAt(randomInt(CHARACTERS.length))).join(''),
  ).join('-');

let nobodysHash: Promise<string> | undefined;

/** Whether a hash was made of this pass-phrase; the same work, and no, where there is no hash. */
export const isPassPhrase = async (kept: string | undefined, passPhrase: string): Promise<boolean> => {
  nobodysHash ??= hashPassPhrase(makePassPhrase());
  const matches = await verify(kept ?? (await nobodysHash), widthFolded(passPhrase));
  return matches && kept !== undefined;
};

/**
 * Why a new pass-phrase will not do: too short, one character over and over, or with something in it that others know
 * of the person (`passPhraseWeak`); or one that many choose (`passPhraseCommon`). Null where it will do.
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

/** Neither spaces nor hyphens hide a fact. */
const bare = (text: string): string => text.replaceAll(/[\s\p{P}\p{S}]/gu, '');
