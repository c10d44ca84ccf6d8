import { type RefusalCode, refusals } from '../../../protocol/refusals.ts';
import { PROTOCOL_VERSION } from '../../../protocol/version.ts';
import { type DescribedCommand, type DescribedNamespace, namespaces } from './namespaces.ts';
import { componentSchemas } from './schemas.ts';

/**
 * The protocol of `/select` and `/desk` as an AsyncAPI 3 document in JSON, generated from the schemas of `protocol/`:
 * commands and queries are received, with a reply; pushes are sent.
 */
export const asyncApiDocument = (): string => {
  const messages = namespaces.map((namespace) => [namespace, messagesOf(namespace)] as const);
  const document = {
    asyncapi: '3.0.0',
    info: {
      title: 'Xuanhao 选号',
      version: String(PROTOCOL_VERSION),
      description:
        'Choosing licence-plate numbers in real time. Messages are events of Socket.IO (protocol 5, Engine.IO 4) on the ' +
        "namespaces `/select`, the applicants', and `/desk`, the operators': a request is an event with an " +
        'acknowledgement, and its reply is what is acknowledged. Signing in, the order of things and a conversation to ' +
        'follow: docs/clients.md.',
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    defaultContentType: 'application/json',
    servers: {
      here: {
        host: '{host}',
        pathname: '/socket.io/',
        protocol: 'ws',
        protocolVersion: '13',
        description: 'WebSocket is the only transport; `wss` where a proxy provides TLS.',
        variables: { host: { default: 'localhost:9000', description: 'Where this document came from.' } },
      },
    },
    channels: Object.fromEntries(messages.map(([namespace, own]) => [namespace.channel, channelOf(namespace, own)])),
    operations: Object.fromEntries(namespaces.flatMap(operationsOf)),
    components: {
      messages: Object.fromEntries(messages.flatMap(([, own]) => Object.entries(own))),
      schemas: componentSchemas(namespaces),
      securitySchemes: Object.fromEntries(
        namespaces.map(({ session: { name, description } }) => [name, { type: 'http', scheme: 'bearer', description }]),
      ),
    },
  };
  return JSON.stringify(document);
};

/** The query of Engine.IO's opening request. */
const HANDSHAKE = {
  type: 'object',
  properties: { EIO: { type: 'string', const: '4' }, transport: { type: 'string', const: 'websocket' } },
  required: ['EIO', 'transport'],
};

const refTo = (place: string, name: string) => ({ $ref: `#/${place}/${name}` });
const payloadOf = (name: string) => refTo('components/schemas', name);

const channelOf = ({ channel, title }: DescribedNamespace, messages: object) => ({
  address: `/${channel}`,
  title,
  servers: [{ $ref: '#/servers/here' }],
  messages: Object.fromEntries(Object.keys(messages).map((name) => [name, refTo('components/messages', name)])),
  bindings: { ws: { method: 'GET', query: HANDSHAKE, bindingVersion: '0.1.0' } },
});

/** Every message of a namespace under its unique name in the document; `name` is the one on the wire. */
const messagesOf = ({ prefix, handshake, commands, pushes }: DescribedNamespace): Record<string, object> =>
  Object.fromEntries<object>([
    ...Object.entries(exchange(prefix, 'connect', handshake)),
    ...commands.flatMap((command) => Object.entries(exchange(prefix, command.name, command))),
    ...pushes.map(({ name, push }): [string, object] => [
      `${prefix}${name}`,
      { name, title: `${name}: push`, description: push.description, payload: payloadOf(`${prefix}${name}`) },
    ]),
  ]);

/** The three messages of a command: request, answer and refusal. */
const exchange = (
  prefix: string,
  name: string,
  { description, refusals: codes }: { readonly description: string; readonly refusals: readonly RefusalCode[] },
): Record<string, object> => ({
  [`${prefix}${name}`]: {
    name,
    title: `${name}: request`,
    description,
    payload: payloadOf(`${prefix}${name}Request`),
  },
  [`${prefix}${name}Answered`]: { name, title: `${name}: answered`, payload: payloadOf(`${prefix}${name}Answered`) },
  [`${prefix}${name}Refused`]: {
    name,
    title: `${name}: refused`,
    description: sentencesOf(codes),
    payload: payloadOf(`${prefix}${name}Refused`),
  },
});

const sentencesOf = (codes: readonly RefusalCode[]): string =>
  codes
    .map((code) => `- \`${code}\` (retry: ${refusals[code].retry}) ${refusals[code].en} ${refusals[code].zh}`)
    .join('\n');

const operationsOf = (namespace: DescribedNamespace): [string, object][] => {
  const { channel, prefix, session, handshake, commands, pushes } = namespace;
  const where = refTo('channels', channel);
  const message = (name: string) => refTo(`channels/${channel}/messages`, `${prefix}${name}`);
  const asked = ({ name, description, tags, secured }: Omit<DescribedCommand, 'request' | 'success' | 'failure'>) => ({
    action: 'receive',
    title: name,
    summary: description,
    tags: tags.map((tag) => ({ name: tag })),
    channel: where,
    ...(secured ? { security: [refTo('components/securitySchemes', session.name)] } : {}),
    messages: [message(name)],
    reply: { channel: where, messages: [message(`${name}Answered`), message(`${name}Refused`)] },
  });
  const joining = { ...handshake, name: 'connect', tags: ['handshake'], secured: prefix !== '' };
  return [
    [`${prefix}connect`, asked(joining)],
    ...commands.map((command): [string, object] => [`${prefix}${command.name}`, asked(command)]),
    ...pushes.map(({ name, push }): [string, object] => [
      `${prefix}${name}`,
      {
        action: 'send',
        title: name,
        summary: push.description,
        tags: [{ name: 'push' }],
        channel: where,
        messages: [message(name)],
      },
    ]),
  ];
};
