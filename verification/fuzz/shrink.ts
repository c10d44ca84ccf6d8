/**
 * The shortest list that still fails: parts are left out as long as that is so, larger ones first (delta debugging).
 * @param tries how often `fails` is asked at most
 */
export const shortest = async <T>(
  list: readonly T[],
  fails: (list: readonly T[]) => Promise<boolean>,
  tries = 200,
): Promise<readonly T[]> => {
  let [present, size, left] = [list, Math.ceil(list.length / 2), tries];
  while (size >= 1 && present.length > 1) {
    let shorter = false;
    for (let at = 0; at < present.length && left > 0; left -= 1) {
      const without = [...present.slice(0, at), ...present.slice(at + size)];
      if (without.length > 0 && (await fails(without))) {
        present = without;
        shorter = true;
      } else at += size;
    }
    if (left === 0) break;
    size = size === 1 && !shorter ? 0 : Math.max(1, Math.min(Math.floor(size / 2), present.length));
  }
  return present;
};

/** The smallest JSON value that still fails: fields and elements are left out, texts and numbers simplified. */
export const plainest = async (
  value: unknown,
  fails: (value: unknown) => Promise<boolean>,
  tries = 200,
): Promise<unknown> => {
  let [present, left] = [value, tries];
  for (let found = true; found; ) {
    found = false;
    for (const plainer of plainerThan(present)) {
      if (left-- <= 0) return present;
      if (!(await fails(plainer))) continue;
      [present, found] = [plainer, true];
      break;
    }
  }
  return present;
};

/** Every value that is one step simpler, the simplest first. */
function* plainerThan(value: unknown): Generator {
  if (typeof value === 'string' && value !== '') {
    yield '';
    if (value.length > 1) yield value.slice(0, Math.floor(value.length / 2));
    if (value.length > 1) yield value.slice(Math.floor(value.length / 2));
    if (value.length < 16) for (let i = 0; i < value.length; i += 1) yield value.slice(0, i) + value.slice(i + 1);
  } else if (typeof value === 'number' && value !== 0) yield 0;
  else if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i += 1) yield value.toSpliced(i, 1);
    for (let i = 0; i < value.length; i += 1) for (const each of plainerThan(value[i])) yield value.with(i, each);
  } else if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value);
    for (let i = 0; i < entries.length; i += 1) yield Object.fromEntries(entries.toSpliced(i, 1));
    for (const [i, [key, inner]] of entries.entries())
      for (const each of plainerThan(inner)) yield Object.fromEntries(entries.with(i, [key, each]));
  }
}
