import official from '@asyncapi/specs/schemas/3.0.0-without-$id.json' with { type: 'json' };
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { clientToServer, refusalsOf } from '../../protocol/client-to-server.ts';
import { refusals } from '../../protocol/refusals.ts';
import { serverToClient } from '../../protocol/server-to-client.ts';
import { asyncApiDocument } from '../../server/gateway/asyncapi.ts';

const message = z.looseObject({
  name: z.string(),
  description: z.string().optional(),
  payload: z.object({ $ref: z.string() }),
});
const operation = z.looseObject({
  action: z.enum(['send', 'receive']),
  summary: z.string(),
  messages: z.array(z.object({ $ref: z.string() })),
  reply: z.looseObject({ messages: z.array(z.object({ $ref: z.string() })) }).optional(),
});
const shape = z.looseObject({
  operations: z.record(z.string(), operation),
  components: z.looseObject({
    messages: z.record(z.string(), message),
    schemas: z.record(z.string(), z.looseObject({})),
  }),
});

const raw: unknown = JSON.parse(asyncApiDocument());
const document = shape.parse(raw);

/** What a reference points to, through all that it points to in turn. */
const follow = (reference: string): unknown => {
  let found: unknown = raw;
  for (const step of reference.slice('#/'.length).split('/'))
    found = z.record(z.string(), z.unknown()).parse(found)[step];
  const next = z.strictObject({ $ref: z.string() }).safeParse(found);
  return next.success ? follow(next.data.$ref) : found;
};
const referencesIn = (value: unknown): string[] => {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) => (key === '$ref' ? [String(each)] : referencesIn(each)));
};

test('the document has the form that AsyncAPI 3 asks for', () => {
  const validate = new Ajv({ strict: false, validateFormats: false }).compile(official);
  validate(raw);
  expect(validate.errors).toBeNull();
  expect(validate({ ...document, operations: { ...document.operations, syncClock: { action: 'shout' } } })).toBe(false);
});

test('every reference in it leads somewhere', () => {
  const references = referencesIn(raw);
  expect(references.length).toBeGreaterThan(100);
  for (const reference of references) expect(follow(reference), reference).toBeDefined();
});

test.each(Object.keys(clientToServer) as (keyof typeof clientToServer)[])(
  'FLOW-3 the command %s is in it, with its request, its answer, and a sentence for each refusal',
  (name) => {
    const { action, summary, messages, reply } = operation.parse(document.operations[name]);
    expect({ action, summary }).toEqual({ action: 'receive', summary: clientToServer[name].description });
    expect(messages.map(({ $ref }) => message.parse(follow($ref)).name)).toEqual([name]);
    const [answered, refused] = (reply?.messages ?? []).map(({ $ref }) => message.parse(follow($ref)));
    expect(follow(answered?.payload.$ref ?? '')).toMatchObject({ properties: { ok: { const: true } } });
    expect(follow(refused?.payload.$ref ?? '')).toMatchObject({
      properties: { ok: { const: false }, refusal: { properties: { code: { enum: refusalsOf(name) } } } },
    });
    for (const code of refusalsOf(name)) expect(refused?.description).toContain(refusals[code].en);
  },
);

test.each(Object.keys(serverToClient) as (keyof typeof serverToClient)[])(
  'the push %s is in it, and what it means',
  (name) => {
    const { action, summary, messages } = operation.parse(document.operations[name]);
    expect({ action, summary }).toEqual({ action: 'send', summary: serverToClient[name].description });
    expect(messages.map(({ $ref }) => message.parse(follow($ref)).name)).toEqual([name]);
  },
);

test('it says nothing of commands and pushes that there are not', () => {
  expect(Object.keys(document.operations)).toEqual([...Object.keys(clientToServer), ...Object.keys(serverToClient)]);
});

test('what it says of a request is what the door accepts', () => {
  const schema = { ...document.components.schemas['verifyPlateRequest'], components: document.components };
  const validate = new Ajv({ strict: false }).compile(schema);
  const request = {
    id: 'an-id-of-mine',
    version: 1,
    layout: 'ahJZ-__OpYFzAaIGRDagAAAA_1-QA1jaMsk8y-mo9pMm',
    keys: ['Pmy', null, 'a7-', '1r5', 'SUg'],
    captcha: { kind: 'text', id: 'ex859po1pYjgRMDXQbt1kA', text: 'ABCD' },
  };
  const without = (key: string) => Object.fromEntries(Object.entries(request).filter(([each]) => each !== key));
  const bodies: unknown[] = [
    request,
    { ...request, more: 1 },
    without('id'),
    without('version'),
    { ...request, version: 1.5 },
    {
      ...request,
      captcha: { ...request.captcha, kind: 'guess' },
    },
  ];
  const accepted = bodies.map((body) => clientToServer.verifyPlate.request.safeParse(body).success);
  expect(accepted).toEqual([true, false, false, false, false, false]);
  expect(bodies.map((body) => validate(body))).toEqual(accepted);
});
