import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { deskNamespace } from '../../protocol/desk/client-to-server.ts';
import { deskServerToClient } from '../../protocol/desk/server-to-client.ts';
import { httpRefusalsOf, httpRouteNames } from '../../protocol/http/routes.ts';
import { refusal } from '../../protocol/refusals.ts';
import { selectNamespace } from '../../protocol/select/client-to-server.ts';
import { serverToClient } from '../../protocol/select/server-to-client.ts';
import { PROTOCOL_VERSION } from '../../protocol/version.ts';

const ROOT = join(import.meta.dirname, '../..');

/** What a schema lets through, without the sentences that only explain it. */
const shapeOf = (schema: z.ZodType, io: 'input' | 'output'): unknown =>
  z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      delete jsonSchema.description;
      jsonSchema.required?.sort();
    },
  });

/** The same text for the same value, in whatever order its properties were written. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
const sha256 = (value: unknown): string => createHash('sha256').update(canonical(value)).digest('hex');

const commands = selectNamespace.names.map((name) => {
  const { request, answer } = selectNamespace.commands[name];
  return {
    name,
    request: shapeOf(request, 'input'),
    answer: shapeOf(answer, 'output'),
    refusals: selectNamespace.refusalsOf(name).toSorted(),
  };
});
const pushes = Object.entries(serverToClient).map(([name, push]) => ({ name, push: shapeOf(push, 'output') }));

const deskCommands = deskNamespace.names.map((name) => {
  const { role, request, answer } = deskNamespace.commands[name];
  return {
    name,
    role,
    request: shapeOf(request, 'input'),
    answer: shapeOf(answer, 'output'),
    refusals: deskNamespace.refusalsOf(name).toSorted(),
  };
});
const deskPushes = Object.entries(deskServerToClient).map(([name, push]) => ({ name, push: shapeOf(push, 'output') }));

/** Every schema that a file of the HTTP protocol exports, under its name. */
const http = async (): Promise<unknown> => {
  const files = [
    'protocol/desk/session.ts',
    ...readdirSync(join(ROOT, 'protocol/http')).map((file) => `protocol/http/${file}`),
  ];
  const modules: Record<string, unknown>[] = await Promise.all(files.map((file) => import(join(ROOT, file))));
  const schemas = modules
    .flatMap((module) => Object.entries(module))
    .filter((entry): entry is [string, z.ZodType] => entry[1] instanceof z.ZodType);
  return Object.fromEntries(schemas.map(([name, schema]) => [name, shapeOf(schema, 'input')]));
};

test('the wire and its version change together: neither without a new line in fingerprint.json', async () => {
  const recorded: unknown = JSON.parse(readFileSync(join(import.meta.dirname, 'fingerprint.json'), 'utf8'));
  expect({
    version: PROTOCOL_VERSION,
    socket: sha256({ commands, pushes, refusal: shapeOf(refusal, 'output') }),
    desk: sha256({ commands: deskCommands, pushes: deskPushes }),
    http: sha256({
      schemas: await http(),
      routes: httpRouteNames.map((name) => [name, httpRefusalsOf(name).toSorted()]),
    }),
  }).toEqual(recorded);
});

test('a fingerprint tells one shape from another, and not one order or explanation from another', () => {
  const one = z.object({ a: z.string().describe('this'), b: z.int() });
  const sameAgain = z.object({ b: z.int(), a: z.string().describe('that') });
  const fingerprint = (schema: z.ZodType): string => sha256(shapeOf(schema, 'input'));
  expect(fingerprint(one)).toBe(fingerprint(sameAgain));
  expect(fingerprint(one)).not.toBe(fingerprint(z.object({ a: z.string(), b: z.number() })));
  expect(fingerprint(one)).not.toBe(fingerprint(z.object({ a: z.string(), b: z.int().optional() })));
});
