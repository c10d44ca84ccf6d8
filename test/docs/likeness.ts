import type { Shown } from './conversation.ts';

type Names = Map<string, string>;

/** Members whose texts are different each time; what a page says stands for what the server said in its place. */
const OWN = new Set([
  'token',
  'id',
  'selection',
  'challenge',
  'salt',
  'signature',
  'image',
  'signed',
  'qr',
  'x',
  'kid',
  'server',
  'lastDay',
  'near',
  'plates',
]);
/** Members that count what others do as well. */
const COUNTS = new Set(['seq', 'free', 'choosing', 'map', 'blocks']);
/** Numbers from here on are instants, in ms. */
const INSTANT = 1e12;

/**
 * Throws where what the server said has not the form that the page shows: the same members, the same types, and the
 * same words and figures, except for those that are new each time; those are noted in `names`.
 */
export const expectLike = (shown: Shown, said: unknown, names: Names, path = ''): void => {
  const differs = (): Error =>
    new Error(`at ${path || 'the top'} the page has ${JSON.stringify(shown)}, the server ${JSON.stringify(said)}`);
  const member = path.split('.').findLast((part) => !/^\d+$/.test(part)) ?? '';
  if (Array.isArray(shown)) {
    if (!Array.isArray(said)) throw differs();
    for (const [i, [one, other]] of pairs(shown, said).entries()) expectLike(one, other, names, `${path}.${i}`);
  } else if (typeof shown === 'object' && shown !== null) {
    if (typeof said !== 'object' || said === null || Array.isArray(said)) throw differs();
    // A block's id is the name of a member; which blocks moved is no question of form.
    if (member !== 'blocks' && Object.keys(shown).toSorted().join() !== Object.keys(said).toSorted().join())
      throw differs();
    for (const [key, other] of Object.entries(said)) {
      const one = (shown as { readonly [key: string]: Shown })[key];
      if (one !== undefined) expectLike(one, other, names, `${path}.${key}`);
    }
  } else if (typeof shown === 'string' && typeof said === 'string') {
    if (OWN.has(member)) names.set(shown, said);
    else if (withNames(shown, names) !== said && !readCode(shown, said, names)) throw differs();
  } else if (typeof shown === 'number' && typeof said === 'number') {
    if (shown >= INSTANT ? said < INSTANT : shown !== said && !COUNTS.has(member)) throw differs();
  } else if (shown !== said) throw differs();
};

/** A request as the page shows it, with what the server said in the place of what the page says. */
export const withNames = (shown: Shown, names: Names): Shown => {
  if (typeof shown === 'string') return names.get(shown) ?? shown;
  if (typeof shown !== 'object' || shown === null) return shown;
  if (isList(shown)) return shown.map((each) => withNames(each, names));
  return Object.fromEntries(Object.entries(shown).map(([key, each]) => [key, withNames(each, names)]));
};

/** `Array.isArray` forgets what a read-only list holds. */
const isList = (shown: Shown): shown is readonly Shown[] => Array.isArray(shown);

/** Keys go together by their faces; other lists place by place, and a page may leave out the rest. */
const pairs = (shown: readonly Shown[], said: readonly unknown[]): [Shown, unknown][] => {
  const faceOf = (value: unknown) =>
    typeof value === 'object' && value !== null && 'face' in value ? value.face : undefined;
  if (faceOf(shown[0]) === undefined) return shown.slice(0, said.length).map((each, i) => [each, said[i]]);
  return shown.map((each) => [each, said.find((other) => faceOf(other) === faceOf(each))]);
};

/** Notes the code in a text message that otherwise reads the same. */
const readCode = (shown: string, said: string, names: Names): boolean => {
  const [one, other] = [/\d{6}/.exec(shown)?.[0], /\d{6}/.exec(said)?.[0]];
  if (one === undefined || other === undefined || shown.replace(one, other) !== said) return false;
  names.set(one, other);
  return true;
};
