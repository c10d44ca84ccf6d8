import fc from 'fast-check';
import type { z } from 'zod';
import { NAMES, STRANGE, twists } from './twists.ts';
import { Verbatim } from './verbatim.ts';

type Schema = z.core.$ZodType;
/** Known values for a schema of the protocol, such as an issued layout: with these a fuzzed request gets further. */
export type Known = ReadonlyMap<Schema, readonly unknown[]>;

const defOf = (schema: Schema) => {
  const { _zod: inner } = schema as z.core.$ZodTypes;
  return inner.def;
};

/** A regular expression takes longer to understand than all else. */
const texts = new WeakMap<Schema, fc.Arbitrary<string>>();

/** Values that a schema accepts; a known value in one of three cases. */
export const soundOf = (schema: Schema, known: Known): fc.Arbitrary<unknown> => {
  const made = madeOf(schema, known);
  const values = known.get(schema) ?? [];
  if (values.length === 0) return made;
  return fc.oneof({ weight: 2, arbitrary: made }, { weight: 1, arbitrary: fc.constantFrom(...values) });
};

const madeOf = (schema: Schema, known: Known): fc.Arbitrary<unknown> => {
  const def = defOf(schema);
  switch (def.type) {
    case 'string': {
      const text = texts.get(schema) ?? soundText(schema);
      texts.set(schema, text);
      return text;
    }
    case 'number':
      return soundNumber(schema);
    case 'boolean':
      return fc.boolean();
    case 'literal':
      return fc.constantFrom(...def.values);
    case 'enum':
      return fc.constantFrom(...Object.values(def.entries));
    case 'array': {
      const { min, max } = boundsOf(schema);
      return fc.array(soundOf(def.element, known), { minLength: min, maxLength: Math.min(max, min + 8) });
    }
    case 'object':
      return soundObject(def.shape, known);
    case 'union':
      return fc.oneof(...def.options.map((each) => soundOf(each, known)));
    case 'optional':
    case 'default':
    case 'nullable':
      return fc.oneof(
        { weight: 3, arbitrary: soundOf(def.innerType, known) },
        { weight: 1, arbitrary: fc.constant(def.type === 'nullable' ? null : undefined) },
      );
    default:
      throw new Error(`no values are made for a schema of type ${def.type} yet`);
  }
};

/** Values that a schema must refuse: of a wrong kind, nearly right, right but for one part, at a bound, beyond it. */
const hostileOf = (schema: Schema, known: Known): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 1, arbitrary: strange }, { weight: 3, arbitrary: nearOf(schema, known) });

/** A request: one in eight is valid, the others are not. */
export const requestOf = (schema: Schema, known: Known): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 1, arbitrary: soundOf(schema, known) }, { weight: 7, arbitrary: hostileOf(schema, known) });

const strange: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...STRANGE) },
  { weight: 2, arbitrary: fc.jsonValue({ maxDepth: 3, stringUnit: 'binary' }) },
);

const nearOf = (schema: Schema, known: Known): fc.Arbitrary<unknown> => {
  const def = defOf(schema);
  switch (def.type) {
    case 'string':
      return nearText(soundOf(schema, known), schema);
    case 'number': {
      const { min, max } = boundsOf(schema);
      const edges = [min - 1, min, min + 0.5, max, max + 1, 2 ** 31, 2 ** 53, String(min), [min], new Verbatim('-0')];
      return fc.constantFrom(...edges.filter((edge) => typeof edge !== 'number' || Number.isFinite(edge)));
    }
    case 'boolean':
      return fc.constantFrom(0, 1, 'true', 'false', null);
    case 'literal':
    case 'enum':
      return fc.oneof(nearText(soundOf(schema, known), schema), fc.constantFrom(...NAMES));
    case 'array':
      return nearArray(schema, def.element, known);
    case 'object':
      return nearObject(def.shape, known);
    case 'union':
      return fc.oneof(...def.options.map((each) => nearOf(each, known)));
    case 'optional':
    case 'default':
    case 'nullable':
      return fc.oneof(
        { weight: 1, arbitrary: fc.constant(null) },
        { weight: 6, arbitrary: nearOf(def.innerType, known) },
      );
    default:
      throw new Error(`no values are made for a schema of type ${def.type} yet`);
  }
};

const soundObject = (shape: Readonly<Record<string, Schema>>, known: Known): fc.Arbitrary<object> =>
  fc.record(Object.fromEntries(Object.entries(shape).map(([key, each]) => [key, soundOf(each, known)])));

const nearObject = (shape: Readonly<Record<string, Schema>>, known: Known): fc.Arbitrary<unknown> => {
  const keys = Object.keys(shape);
  const sound = soundObject(shape, known);
  const name = fc.oneof(fc.constantFrom(...NAMES), fc.string({ maxLength: 12, unit: 'binary' }));
  const more = fc.tuple(sound, name, strange).map(([body, key, value]) => {
    const entries = [...Object.entries(body), [key, value] as const];
    return Object.fromEntries(entries);
  });
  const entries = sound.map((body) => Object.entries(body));
  if (keys.length === 0) return fc.oneof(more, entries);
  const wrongPart = fc.oneof(
    ...Object.entries(shape).map(([key, each]) =>
      fc.tuple(sound, hostileOf(each, known)).map(([body, value]) => ({ ...body, [key]: value })),
    ),
  );
  const less = fc
    .tuple(sound, fc.constantFrom(...keys))
    .map(([body, key]) => Object.fromEntries(Object.entries(body).filter(([each]) => each !== key)));
  const otherName = fc
    .tuple(sound, fc.constantFrom(...keys), fc.nat(), fc.nat())
    .map(([body, key, how, at]) =>
      Object.fromEntries(
        Object.entries(body).map(([each, value]) => [each === key ? twisted(each, how, at) : each, value]),
      ),
    );
  return fc.oneof(
    { weight: 7, arbitrary: wrongPart },
    { weight: 1, arbitrary: less },
    { weight: 1, arbitrary: more },
    { weight: 1, arbitrary: otherName },
    {
      weight: 1,
      arbitrary: fc.oneof(
        entries,
        sound.map((body) => [body]),
        sound.map((body) => JSON.stringify(body)),
      ),
    },
  );
};

const nearArray = (schema: Schema, element: Schema, known: Known): fc.Arbitrary<unknown> => {
  const { min, max } = boundsOf(schema);
  const of = (length: number) => fc.array(soundOf(element, known), { minLength: length, maxLength: length });
  const lengths = [min - 1, min, max, max + 1].filter((length) => length >= 0 && length <= 200);
  const spoilt = fc
    .tuple(
      fc.array(soundOf(element, known), { minLength: Math.max(min, 1), maxLength: Math.max(min, 3) }),
      hostileOf(element, known),
      fc.nat(),
    )
    .map(([list, value, at]) => list.with(at % list.length, value));
  return fc.oneof(
    { weight: 3, arbitrary: spoilt },
    { weight: 2, arbitrary: fc.oneof(...lengths.map(of)) },
    { weight: 1, arbitrary: of(min).map((list) => ({ ...list, length: list.length })) },
  );
};

const twisted = (text: string, how: number, at: number): string =>
  twists[how % twists.length]?.(text, at % (text.length + 1)) ?? text;

const nearText = (sound: fc.Arbitrary<unknown>, schema: Schema): fc.Arbitrary<unknown> => {
  const { min, max } = boundsOf(schema);
  const lengths = [min - 1, min, max, max + 1].filter((length) => length >= 0 && length < 7_000);
  const turned = fc.tuple(sound, fc.nat(), fc.nat()).map(([text, how, at]) => twisted(String(text), how, at));
  return fc.oneof(
    { weight: 8, arbitrary: turned },
    { weight: 1, arbitrary: fc.constantFrom(...lengths).map((length) => 'a'.repeat(length)) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
    { weight: 1, arbitrary: sound.map((text) => [text]) },
  );
};

type Bounds = { readonly min: number; readonly max: number };

/** How long or how large a value may be, as far as the schema's checks say so. */
const boundsOf = (schema: Schema): Bounds => {
  const isNumber = defOf(schema).type === 'number';
  let [min, max] = isNumber ? [-(2 ** 53), 2 ** 53] : [0, 10_000];
  for (const { _zod } of defOf(schema).checks ?? []) {
    const def = _zod.def as z.core.$ZodChecks['_zod']['def'];
    if (def.check === 'min_length') min = Math.max(min, def.minimum);
    if (def.check === 'max_length') max = Math.min(max, def.maximum);
    if (def.check === 'greater_than') min = Math.max(min, Number(def.value));
    if (def.check === 'less_than') max = Math.min(max, Number(def.value));
    if (def.check === 'length_equals') [min, max] = [def.length, def.length];
  }
  return { min, max };
};

const soundText = (schema: Schema): fc.Arbitrary<string> => {
  const def = defOf(schema) as z.core.$ZodStringDef;
  const formats = [
    def,
    ...(def.checks ?? []).map(({ _zod }) => _zod.def),
  ] as Partial<z.core.$ZodCheckStringFormatDef>[];
  const { min, max } = boundsOf(schema);
  if (formats.some(({ format }) => format === 'base64')) return fc.base64String({ maxLength: Math.min(max, 400) });
  if (formats.some(({ format }) => format === 'date')) return fc.constantFrom('2027-01-01', '2027-02-28', '2100-12-31');
  const regex = formats.find(({ format }) => format === 'regex')?.pattern;
  if (regex !== undefined) return fc.stringMatching(new RegExp(regex.source, regex.flags.replace('g', '')));
  return fc.string({ minLength: min, maxLength: Math.min(max, min + 30), unit: 'grapheme-ascii' });
};

const soundNumber = (schema: Schema): fc.Arbitrary<number> => {
  const { min, max } = boundsOf(schema);
  const [least, most] = [Math.max(min, Number.MIN_SAFE_INTEGER), Math.min(max, Number.MAX_SAFE_INTEGER)];
  return fc.oneof(fc.integer({ min: least, max: Math.min(most, least + 100) }), fc.constantFrom(least, most));
};
