import { dictionary } from '@zxcvbn-ts/language-common';
import { widthFolded } from '../../protocol/normal-form.ts';

/** Some 50,000 of the most common pass-phrases in leaks, in lower case. */
const listed = new Set(dictionary['passwords-common'].map((each) => each.toLowerCase()));

/** Words that guesses at this service's pass-phrases begin with. */
const SERVICE = ['xuanhao', '选号'] as const;

/** Characters that people write in place of letters. */
const STANDS_FOR: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '8': 'b',
  '@': 'a',
  $: 's',
  '!': 'i',
};
/** The least length of a pass-phrase (see `wrongWithPassPhrase`), in which a repeated piece counts once. */
const LEAST = 10;
/** This many characters before or after a listed pass-phrase do not hide it; digits and signs never do. */
const FEW = 3;

/** Whether many people would choose or first guess it; width and case do not matter. */
export const isCommonPassPhrase = (passPhrase: string): boolean => {
  const text = widthFolded(passPhrase).toLowerCase();
  const letters = [...text].map((character) => STANDS_FOR[character] ?? character).join('');
  const bare = text.replaceAll(/[\s\p{P}\p{S}]/gu, '');
  const withoutService = SERVICE.reduce((rest, name) => rest.replaceAll(name, ''), bare);
  if (withoutService !== bare && (withoutService.length <= FEW || core(withoutService) === '')) return true;
  return [text, bare, letters, core(text), core(letters), [...bare].toReversed().join('')].some(
    (form) => isObvious(form) || isListed(form),
  );
};

const isListed = (text: string): boolean => {
  for (let few = 0; few <= FEW; few += 1)
    for (let before = 0; before <= few; before += 1)
      if (listed.has(text.slice(before, text.length - (few - before)))) return true;
  return false;
};

/** Strips digits and signs from both ends. */
const core = (text: string): string => text.replaceAll(/^\P{L}+|\P{L}+$/gu, '');

/** A short piece repeated, or steps of one through the digits or the alphabet. */
const isObvious = (text: string): boolean => {
  if (text.length < LEAST) return false;
  const period = [...Array(LEAST).keys()].slice(1).find((step) => text.startsWith(text.slice(step)));
  if (period !== undefined && period <= text.length / 2) return true;
  const steps = [...text].slice(1).map((character, i) => (character.codePointAt(0) ?? 0) - (text.codePointAt(i) ?? 0));
  return [1, -1].some((step) => steps.every((each) => each === step || each === -9 * step));
};
