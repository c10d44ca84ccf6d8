import type { Chance } from './chance.ts';

/** How the bytes of a handshake are sent. */
export type Opening = {
  readonly bytes: Buffer;
  /** Where they are cut into pieces that are sent apart. */
  readonly pieces: number;
  /** The act after the last byte. */
  readonly after: 'wait' | 'leave' | 'reset' | 'endOfTalk';
};

/** A handshake with one part wrong, or several. */
export const openingOf = (chance: Chance, url: string, tokens: readonly string[]): Opening => {
  const faults = new Set(Array.from({ length: 1 + chance.below(3) }, () => chance.pick(PARTS)));
  const wrong = (part: (typeof PARTS)[number]): boolean => faults.has(part);
  const method = wrong('method') ? chance.pick(METHODS) : 'GET';
  const target = wrong('target') ? chance.pick(TARGETS) : '/socket.io/?EIO=4&transport=websocket';
  const version = wrong('version') ? chance.pick(VERSIONS) : 'HTTP/1.1';
  const headers = [
    ...(wrong('host') ? chance.pick(HOSTS) : [`Host: ${new URL(url).host}`]),
    ...(wrong('upgrade') ? chance.pick(UPGRADES) : ['Connection: Upgrade', 'Upgrade: websocket']),
    ...(wrong('webSocket') ? chance.pick(WEBSOCKETS) : ['Sec-WebSocket-Version: 13', KEY]),
    ...(wrong('origin') ? chance.pick(ORIGINS) : []),
    ...(wrong('who') ? whoOf(chance, tokens) : []),
    ...(wrong('length') ? chance.pick(LENGTHS) : []),
    ...(wrong('strange') ? strangeHeaders(chance) : []),
  ];
  const end = wrong('ends') ? chance.pick(ENDS) : '\r\n';
  const head = [
    `${method} ${target} ${version}`,
    ...(wrong('order') ? chance.shuffled(headers) : headers),
    '',
    '',
  ].join(end);
  const body = wrong('body') ? chance.pick(BODIES) : '';
  const whole = Buffer.concat([Buffer.from(head, 'latin1'), Buffer.from(body, 'latin1')]);
  const cut = wrong('cut') ? whole.subarray(0, chance.below(whole.length)) : whole;
  return {
    bytes: wrong('noise') ? noise(chance, cut) : cut,
    pieces: wrong('pieces') ? 2 + chance.below(6) : 1,
    after: chance.pick(['wait', 'wait', 'leave', 'reset', 'endOfTalk']),
  };
};

const PARTS = (
  [
    ['method', 'target', 'target', 'version'],
    ['host', 'upgrade', 'webSocket', 'origin', 'who', 'length', 'strange'],
    ['ends', 'order', 'body', 'cut', 'noise', 'pieces'],
  ] as const
).flat();

const KEY = 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==';
const long = (length: number): string => 'x'.repeat(length);

const METHODS = [
  // Those of HTTP, and others.
  ['POST', 'HEAD', 'PUT', 'DELETE', 'OPTIONS', 'CONNECT', 'TRACE', 'PATCH'],
  ['get', 'G E T', '', 'GETGET', long(300), '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
  ['PRI', '\x00', 'GÉT', '__proto__'],
].flat();

/** What else the query of a right address could say. */
const QUERIES = [
  // Versions.
  ['EIO=3&transport=websocket', 'EIO=2&transport=websocket', 'EIO=99&transport=websocket'],
  // Parts that are missing, and transports.
  ['transport=websocket', 'EIO=4', '', 'EIO=4&transport=polling', 'EIO=4&transport=polling&sid=x'],
  ['EIO=4&transport=webtransport', 'EIO=4&transport=__proto__', 'EIO=4&transport=constructor'],
  ['EIO=4&transport=toString', 'EIO=__proto__&transport=websocket'],
  // Parts that come twice, or as a list.
  ['EIO=4&EIO=3&transport=websocket', 'EIO=4&transport=websocket&transport=polling', 'EIO[]=4&transport[]=websocket'],
  // Sessions.
  ...['', 'none', '__proto__', 'constructor', long(2_000)].map((sid) => `EIO=4&transport=websocket&sid=${sid}`),
  // Encodings, of Engine.IO and of the address.
  ['EIO=4&transport=websocket&b64=1', 'EIO=4&transport=websocket&j=0', 'EIO=4&transport=websocket&j=(alert)'],
  ['EIO=4&transport=polling&j=0', 'EIO=%34&transport=%77ebsocket', 'EIO=4&transport=%zz', 'EIO=4&transport=%00'],
  // Lengths.
  [`EIO=4&transport=websocket&t=${long(3_000)}`, `EIO=4&transport=websocket${'&a=1'.repeat(1_500)}`],
].flat();
const WEBSOCKET = '?EIO=4&transport=websocket';
const TARGETS = [
  QUERIES.map((query) => `/socket.io/?${query}`),
  ['/socket.io', '/socket.io/', '/socket.io//'],
  ['//socket.io/', '/socket.io/../socket.io/', '/SOCKET.IO/', '/socket.io/x'].map((path) => path + WEBSOCKET),
  ['#x', '?'].map((end) => `/socket.io/${WEBSOCKET}${end}`),
  // Other addresses, and what is none.
  ['/', '*', '', '/..', '/../../../../etc/passwd', '/%2e%2e/%2e%2e/etc/passwd', '/%00', '/%', '/\xff\xfe', '/a b'],
  ['http://[::1', `http://x/socket.io/${WEBSOCKET}`, 'x:443', '?', '/?'],
  ['/api/session', '/api/../api/session', '/metrics', '/healthz/', `/${long(3_500)}`, `/${'a/'.repeat(800)}`],
  ['\\socket.io\\', `/socket.io/${WEBSOCKET}\x00`, '/\r', `/socket.io/${WEBSOCKET} HTTP/1.1\r\nX: y`],
].flat();

const VERSIONS = [
  ['HTTP/1.0', 'HTTP/0.9', 'HTTP/2.0', 'HTTP/1.2', 'HTTP/11', 'HTTP/1.1 x'],
  ['http/1.1', '', 'HTTP', 'HTTP/1.', 'ICY', long(100)],
].flat();
const HOSTS = [
  [],
  ['Host:'],
  ['Host: x', 'Host: y'],
  ...['http://x/', 'x y', '\xff', long(500), '127.0.0.1:99999', '[::1', '?', 'x#y', 'a@b'].map((host) => [
    `Host: ${host}`,
  ]),
];
const UPGRADES = [
  [],
  ['Upgrade: websocket'],
  ['Connection: Upgrade'],
  ['Connection: keep-alive', 'Upgrade: websocket'],
  ['Connection: Upgrade', 'Upgrade: h2c'],
  ['Connection: Upgrade', 'Upgrade: websocket, h2c'],
  ['Connection: Upgrade', 'Upgrade: WebSocket'],
  ['Connection: upgrade, close', 'Upgrade: websocket'],
  ['Connection: close', 'Upgrade: websocket'],
  ['Connection: Upgrade', 'Upgrade:'],
  ['Connection: Upgrade', 'Upgrade: websocket', 'Upgrade: x'],
  ['Connection: Upgrade, HTTP2-Settings', 'Upgrade: h2c', 'HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA'],
];
const WEBSOCKETS = [
  [],
  [KEY],
  ['Sec-WebSocket-Version: 13'],
  ['Sec-WebSocket-Version: 8', KEY],
  ['Sec-WebSocket-Version: 0', KEY],
  ['Sec-WebSocket-Version: 99999999999999999999', KEY],
  ['Sec-WebSocket-Version: thirteen', KEY],
  ['Sec-WebSocket-Version: 13, 8', KEY],
  ...[
    ['', 'x', '=', '====', long(24), long(2_000)],
    ['dGhlIHNhbXBsZSBub25jZQ', '\xff\xff\xff', 'AAAAAAAAAAAAAAAAAAAAAA==='],
  ]
    .flat()
    .map((key) => ['Sec-WebSocket-Version: 13', `Sec-WebSocket-Key: ${key}`]),
  ['Sec-WebSocket-Version: 13', KEY, KEY],
  ...[
    'permessage-deflate',
    'permessage-deflate; client_max_window_bits=99',
    'permessage-deflate; server_max_window_bits=0',
    `permessage-deflate${'; x=1'.repeat(300)}`,
    ';;;,,,',
    'permessage-deflate; client_max_window_bits="',
    'x-webkit-deflate-frame',
    long(1_500),
  ].map((extension) => ['Sec-WebSocket-Version: 13', KEY, `Sec-WebSocket-Extensions: ${extension}`]),
  ...['chat', '', ',,,', long(1_500), '\xff'].map((protocol) => [
    'Sec-WebSocket-Version: 13',
    KEY,
    `Sec-WebSocket-Protocol: ${protocol}`,
  ]),
];
const ORIGINS = [
  ['null', 'http://evil.example', 'https://evil.example:9000', 'file://', '', ' ', 'http://', 'http://['],
  ['javascript:alert(1)', 'http://127.0.0.1.evil.example', 'http://evil.example/127.0.0.1'],
  ['http://127.0.0.1@evil.example', long(2_000), '\xff\xfe', '*', 'http://evil.example, http://127.0.0.1'],
  ['__proto__', 'data:,x', 'http://%00'],
]
  .flat()
  .map((origin) => [`Origin: ${origin}`]);
const LENGTHS = [
  ...[
    '0',
    '5',
    '-1',
    '1e3',
    '0x10',
    '99999999999999999999',
    '18446744073709551616',
    '9007199254740993',
    'five',
    '5, 7',
  ].map((length) => [`Content-Length: ${length}`]),
  ['Content-Length:'],
  ['Content-Length: 5', 'Content-Length: 5'],
  ['Content-Length: 5', 'Content-Length: 7'],
  ['Content-Length: 0', 'Content-Length: 40'],
  ['Transfer-Encoding: chunked'],
  ['Transfer-Encoding: chunked', 'Content-Length: 5'],
  ['Transfer-Encoding: gzip, chunked'],
  ['Transfer-Encoding: xchunked'],
  ['Transfer-Encoding : chunked'],
  ['Transfer-Encoding: chunked', 'Transfer-Encoding: identity'],
  ['Expect: 100-continue', 'Content-Length: 5'],
  ['Expect: x'],
];
const ENDS = ['\n', '\r', '\r\r\n', '\n\r', '\r\n\r\n', '\r\n ', '', '\x00', '\u2028'];
const BODIES = [
  'hello',
  '5\r\nhello\r\n0\r\n\r\n',
  'ffffffffffffffff\r\nx',
  '-1\r\n',
  '0\r\nTrailer: x\r\n\r\n',
  'zz\r\n',
  '5;ext=1\r\nhello\r\n',
  'GET / HTTP/1.1\r\nHost: x\r\n\r\n',
  'GET / HTTP/1.1\r\n'.repeat(40),
  '\x81\x85\x00\x00\x00\x00hello',
  long(10_000),
  '\x00'.repeat(500),
  '{"userName":"demo1"}',
];

const NO_TOKENS = ['%00', '%zz', '"', '\xff', 'null', '__proto__', 'a=b', 'x;y=z'];

/** Invalid and valid sessions: in cookies, in headers, too many and too long. */
const whoOf = (chance: Chance, tokens: readonly string[]): string[] => {
  const token = chance.pick([...tokens, '', 'x', long(43), long(3_000), ...NO_TOKENS]);
  return chance.pick([
    [`Cookie: xuanhao_session=${token}`],
    [`Cookie: xuanhao_desk=${token}`],
    [`Cookie: __Host-xuanhao_session=${token}`],
    [`Cookie: xuanhao_session=${token}; xuanhao_session=${token}x`],
    [`Cookie: xuanhao_session=${token}`, `Cookie: xuanhao_session=x`],
    [`Cookie: ${'a=b; '.repeat(400)}xuanhao_session=${token}`],
    ['Cookie: ;;;=;=;'],
    ['Cookie: __proto__=1; constructor=2; xuanhao_session'],
    [`Authorization: Bearer ${token}`],
    [`Authorization: Basic ${token}`],
    [`Cookie: xuanhao_session=${token}`, 'X-Forwarded-For: 10.0.0.1', 'X-Forwarded-Proto: https'],
    ['X-Forwarded-For: __proto__, 1.2.3.4, ::1, 999.999.999.999', 'X-Forwarded-Proto: https, http'],
  ]);
};

const strangeHeaders = (chance: Chance): string[] =>
  chance.pick<() => string[]>([
    () => Array.from({ length: 120 }, (_, i) => `X-${i}: ${i}`),
    () => [`X-Long: ${long(20_000)}`],
    () => [`${long(3_000)}: x`],
    () => ['no colon at all'],
    () => [': no name'],
    () => ['A name: with a space'],
    () => ['X: a', ' folded: line'],
    () => ['X\x00: y', 'Y: \x00\x01\x02'],
    () => ['__proto__: x', 'constructor: y', 'toString: z'],
    () => ['X: \xe5\x8f\xb7\xe7\x89\x8c'],
    () => ['Proxy: http://evil.example', 'X-HTTP-Method-Override: DELETE', 'Forwarded: for=x'],
    () => ['Accept-Encoding: gzip;q=-1', 'Range: bytes=0-0,1-1,2-2', 'If-None-Match: *', 'Accept-Language: \xff'],
  ])();

/** Some bytes become others. */
const noise = (chance: Chance, bytes: Buffer): Buffer => {
  const changed = Buffer.from(bytes);
  for (let i = chance.below(6); i >= 0 && changed.length > 0; i -= 1)
    changed[chance.below(changed.length)] = chance.below(256);
  return changed;
};
