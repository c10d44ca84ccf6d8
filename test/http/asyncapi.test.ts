import { Parser } from '@asyncapi/parser';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { deskNamespace } from '../../protocol/desk/client-to-server.ts';
import { deskHandshake } from '../../protocol/desk/handshake.ts';
import { deskServerToClient } from '../../protocol/desk/server-to-client.ts';
import { type RefusalCode, refusals } from '../../protocol/refusals.ts';
import { selectNamespace } from '../../protocol/select/client-to-server.ts';
import { selectHandshake } from '../../protocol/select/handshake.ts';
import { serverToClient } from '../../protocol/select/server-to-client.ts';
import { asyncApiDocument } from '../../server/http/asyncapi/document.ts';

const reference = z.object({ $ref: z.string() });
const message = z.looseObject({ name: z.string(), description: z.string().optional(), payload: reference });
const operation = z.looseObject({
  action: z.enum(['send', 'receive']),
  summary: z.string(),
  tags: z.array(z.object({ name: z.string() })),
  channel: reference,
  messages: z.array(reference),
  reply: z.looseObject({ messages: z.array(reference) }).optional(),
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
const follow = ($ref: string): unknown => {
  let found: unknown = raw;
  for (const step of $ref.slice('#/'.length).split('/')) found = z.record(z.string(), z.unknown()).parse(found)[step];
  const next = z.strictObject({ $ref: z.string() }).safeParse(found);
  return next.success ? follow(next.data.$ref) : found;
};

const parser = new Parser();
/** What AsyncAPI's own parser complains of; its advice to write the newest version, which fewer tools read, is none. */
const faultsOf = async (each: unknown): Promise<string[]> => {
  const said = await parser.validate(JSON.stringify(each));
  return said
    .filter(({ code }) => code !== 'asyncapi-latest-version')
    .map(({ code, path }) => `${code} ${path.join('.')}`);
};

test('AsyncAPI’s own parser finds nothing wrong with the document', async () => {
  expect(await faultsOf(raw)).toEqual([]);
});

test('a planted fault is found', async () => {
  // Two operations are as good as all of them, and sooner read.
  const { verifyPlate, welcome } = document.operations;
  const part = { ...document, operations: { verifyPlate, welcome } };
  expect(await faultsOf(part)).toEqual([]);
  const nowhere = { $ref: '#/components/schemas/nothing' };
  const messages = { ...document.components.messages, welcome: { ...document.components.messages['welcome'] } };
  messages.welcome = { ...message.parse(messages.welcome), payload: nowhere };
  const broken: [object, string][] = [
    [{ ...part, components: { ...document.components, messages } }, 'components.messages.welcome.payload.$ref'],
    [
      { ...part, operations: { verifyPlate: { ...verifyPlate, action: undefined }, welcome } },
      'operations.verifyPlate',
    ],
    [{ ...part, info: { title: 'no version' } }, 'info'],
  ];
  for (const [each, where] of broken) expect((await faultsOf(each)).join('\n')).toContain(where);
});

/** The payload's schema of a message, what it refers to included. */
const payloadOf = ({ $ref }: { $ref: string }) => follow(message.parse(follow($ref)).payload.$ref);

/** A request with both its replies. */
const expectExchange = (
  id: string,
  expected: { summary: string; channel: string; name: string; tags: string[]; codes: readonly RefusalCode[] },
) => {
  const { action, summary, tags, channel, messages, reply } = operation.parse(document.operations[id]);
  expect({ action, summary, channel: channel.$ref, tags: tags.map(({ name }) => name) }).toEqual({
    action: 'receive',
    summary: expected.summary,
    channel: `#/channels/${expected.channel}`,
    tags: expected.tags,
  });
  const [answered, refused] = reply?.messages ?? [];
  const all = [...messages, ...(reply?.messages ?? [])].map(({ $ref }) => message.parse(follow($ref)));
  // The name on the wire, whatever stands before it in the document.
  expect(all.map(({ name }) => name)).toEqual([expected.name, expected.name, expected.name]);
  for (const code of expected.codes) expect(all[2]?.description).toContain(refusals[code].en);
  return { answered: payloadOf(reference.parse(answered)), refused: payloadOf(reference.parse(refused)) };
};
const said = (codes: readonly string[]) => ({
  answered: { properties: { ok: { const: true } } },
  refused: { properties: { ok: { const: false }, refusal: { properties: { code: { enum: codes } } } } },
});

test.each(selectNamespace.names)(
  'FLOW-3 the command %s is in it, with its request, its answer, and a sentence for each refusal',
  (name) => {
    const { description: summary, kind } = selectNamespace.commands[name];
    const [tags, codes] = [[kind], selectNamespace.refusalsOf(name)];
    expect(expectExchange(name, { summary, channel: 'select', name, tags, codes })).toMatchObject(said(codes));
  },
);

test.each(deskNamespace.names)('FLOW-3 the desk’s command %s is in it, with the least role that may say it', (name) => {
  const { description: summary, kind, role } = deskNamespace.commands[name];
  const [tags, codes] = [[kind, role], deskNamespace.refusalsOf(name)];
  expect(expectExchange(`desk.${name}`, { summary, channel: 'desk', name, tags, codes })).toMatchObject(said(codes));
});

test.each([
  ['select', 'connect', selectHandshake],
  ['desk', 'desk.connect', deskHandshake],
] as const)('FLOW-3 the handshake of /%s is in it, and what it may be refused for', (channel, id, handshake) => {
  const { description: summary, refusals: codes } = handshake;
  expect(expectExchange(id, { summary, channel, name: 'connect', tags: ['handshake'], codes })).toMatchObject({
    refused: { properties: { message: { enum: codes }, data: { properties: { code: { enum: codes } } } } },
  });
});

describe.each([
  ['select', '', serverToClient],
  ['desk', 'desk.', deskServerToClient],
] as const)('on /%s', (channel, prefix, pushes) => {
  test.each(Object.entries<z.ZodType>(pushes))('the push %s is in it, and what it means', (name, push) => {
    const { action, summary, messages, ...rest } = operation.parse(document.operations[`${prefix}${name}`]);
    expect({ action, summary, channel: rest.channel.$ref }).toEqual({
      action: 'send',
      summary: push.description,
      channel: `#/channels/${channel}`,
    });
    expect(messages.map(({ $ref }) => message.parse(follow($ref)).name)).toEqual([name]);
  });
});

test('it says nothing of commands and pushes that there are not', () => {
  const desk = [...deskNamespace.names, ...Object.keys(deskServerToClient)].map((name) => `desk.${name}`);
  expect(Object.keys(document.operations)).toEqual([
    'connect',
    ...selectNamespace.names,
    ...Object.keys(serverToClient),
    'desk.connect',
    ...desk,
  ]);
});

/** Whether the schema in the document lets each through, and whether the door does. */
const judgements = (schema: string, door: z.ZodType, bodies: readonly unknown[]) => {
  const validate = new Ajv({ strict: false, validateFormats: false }).compile({
    ...document.components.schemas[schema],
    components: document.components,
  });
  return { document: bodies.map((body) => validate(body)), door: bodies.map((body) => door.safeParse(body).success) };
};
const without = (body: object, key: string) =>
  Object.fromEntries(Object.entries(body).filter(([each]) => each !== key));

test('what it says of a request is what the door accepts', () => {
  const request = {
    id: 'an-id-of-mine',
    version: 1,
    layout: 'ahJZ-__OpYFzAaIGRDagAAAA_1-QA1jaMsk8y-mo9pMm',
    keys: ['c4k', null, '07k', '1fk', 'e9k'],
    captcha: { kind: 'text', id: 'ex859po1pYjgRMDXQbt1kA', text: 'ABCD' },
  };
  const accepted = [true, false, false, false, false, false];
  expect(
    judgements('verifyPlateRequest', selectNamespace.commands.verifyPlate.request, [
      request,
      { ...request, more: 1 },
      without(request, 'id'),
      without(request, 'version'),
      { ...request, version: 1.5 },
      { ...request, captcha: { ...request.captcha, kind: 'guess' } },
    ]),
  ).toEqual({ document: accepted, door: accepted });
});

test('what it says of a desk’s request is what the desk’s door accepts', () => {
  const request = {
    id: 'an-id-of-mine',
    block: { id: 'second', name: { zh: '第二号段', en: 'Second' }, positions: ['01', '01', 'AB', 'CD', '0123456789'] },
  };
  const accepted = [true, false, false, false, false];
  expect(
    judgements('desk.addBlockRequest', deskNamespace.commands.addBlock.request, [
      request,
      { ...request, more: 1 },
      without(request, 'id'),
      { ...request, block: { ...request.block, positions: ['01'] } },
      { ...request, block: { ...request.block, positions: ['01', '01', 'AI', 'CD', '0'] } },
    ]),
  ).toEqual({ document: accepted, door: accepted });
});
