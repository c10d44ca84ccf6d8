import { type CommandName, clientToServer, refusalsOf } from '../../protocol/client-to-server.ts';
import { type RefusalCode, refusals } from '../../protocol/refusals.ts';
import { type PushName, serverToClient } from '../../protocol/server-to-client.ts';
import { PROTOCOL_VERSION } from '../../protocol/version.ts';
import { componentSchemas } from './asyncapi-schemas.ts';

/**
 * The conversation on `/select` as an AsyncAPI 3 document, in JSON, made from the schemas of `protocol/`: what clients
 * say is received, with a reply; what they are told unasked is sent.
 */
export const asyncApiDocument = (): string => {
  const messages = Object.fromEntries<object>([
    ...commandNames.flatMap((name) => Object.entries(messagesOf(name))),
    ...pushNames.map((name) => [name, pushMessage(name)] as const),
  ]);
  const inChannel = Object.fromEntries(Object.keys(messages).map((name) => [name, refTo('components/messages', name)]));
  const document = {
    asyncapi: '3.0.0',
    info: {
      title: 'Xuanhao 选号',
      version: String(PROTOCOL_VERSION),
      description:
        'Choosing licence-plate numbers in real time. Messages are events of Socket.IO (protocol 5, Engine.IO 4) on the ' +
        'namespace `/select`: a request is an event with an acknowledgement, and its reply is what is acknowledged. ' +
        'Signing in, the order of things and a conversation to follow: docs/clients.md.',
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
    channels: {
      select: {
        address: '/select',
        title: "The applicants' namespace",
        servers: [{ $ref: '#/servers/here' }],
        messages: inChannel,
        bindings: { ws: { method: 'GET', query: HANDSHAKE, bindingVersion: '0.1.0' } },
      },
    },
    operations: Object.fromEntries<object>([
      ...commandNames.map((name) => [name, commandOperation(name)] as const),
      ...pushNames.map((name) => [name, pushOperation(name)] as const),
    ]),
    components: {
      messages,
      schemas: componentSchemas(),
      securitySchemes: {
        session: {
          type: 'http',
          scheme: 'bearer',
          description:
            'The token from `POST /api/session`, given as `auth.token` when joining the namespace; a browser is known by its cookie.',
        },
      },
    },
  };
  return JSON.stringify(document);
};

const commandNames = Object.keys(clientToServer) as CommandName[];
const pushNames = Object.keys(serverToClient) as PushName[];

/** Engine.IO's query of the WebSocket's opening request. */
const HANDSHAKE = {
  type: 'object',
  properties: { EIO: { type: 'string', const: '4' }, transport: { type: 'string', const: 'websocket' } },
  required: ['EIO', 'transport'],
};

const refTo = (place: string, name: string) => ({ $ref: `#/${place}/${name}` });
const refToMessage = (name: string) => refTo('channels/select/messages', name);
const payloadOf = (name: string) => refTo('components/schemas', name);

/** A command's request, its answer and its refusal, by their names. */
const messagesOf = (name: CommandName) => ({
  [name]: {
    name,
    title: `${name}: request`,
    description: clientToServer[name].description,
    payload: payloadOf(`${name}Request`),
  },
  [`${name}Answered`]: { name, title: `${name}: answered`, payload: payloadOf(`${name}Answered`) },
  [`${name}Refused`]: {
    name,
    title: `${name}: refused`,
    description: sentencesOf(refusalsOf(name)),
    payload: payloadOf(`${name}Refused`),
  },
});

const sentencesOf = (codes: readonly RefusalCode[]): string =>
  codes
    .map((code) => `- \`${code}\` (retry: ${refusals[code].retry}) ${refusals[code].en} ${refusals[code].zh}`)
    .join('\n');

const pushMessage = (name: PushName) => ({
  name,
  title: `${name}: push`,
  description: serverToClient[name].description,
  payload: payloadOf(name),
});

const commandOperation = (name: CommandName) => {
  const { description, request, refusals: own } = clientToServer[name];
  const codes: readonly RefusalCode[] = own;
  return {
    action: 'receive',
    title: name,
    summary: description,
    tags: [{ name: 'id' in request.shape ? 'command' : 'query' }],
    channel: { $ref: '#/channels/select' },
    ...(codes.includes('signInRequired') ? { security: [refTo('components/securitySchemes', 'session')] } : {}),
    messages: [refToMessage(name)],
    reply: {
      channel: { $ref: '#/channels/select' },
      messages: [refToMessage(`${name}Answered`), refToMessage(`${name}Refused`)],
    },
  };
};

const pushOperation = (name: PushName) => ({
  action: 'send',
  title: name,
  summary: serverToClient[name].description,
  tags: [{ name: 'push' }],
  channel: { $ref: '#/channels/select' },
  messages: [refToMessage(name)],
});
