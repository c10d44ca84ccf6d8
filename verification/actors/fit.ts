import { isDeepStrictEqual } from 'node:util';
import type { z } from 'zod';

/** Reads a value by its schema, and throws where it holds more than the schema names: nothing unnamed is on the wire. */
export const fit = <S extends z.ZodType>(schema: S, value: unknown): z.infer<S> => {
  const read = schema.parse(value);
  // A schema passes over fields that it does not know.
  if (!isDeepStrictEqual(read, value)) throw new Error(`unknown fields in ${JSON.stringify(value)}`);
  return read;
};
