import type { Chance } from './chance.ts';

/**
 * Messages of a client that opens a WebSocket correctly, and then joins as no client does: Socket.IO's CONNECT packets
 * with strange namespaces and strange credentials.
 */
export const joiningOf = (chance: Chance, tokens: readonly string[]): string[] => {
  const token = chance.pick([...tokens, '', 'x', 'A'.repeat(43), 'null', '__proto__']);
  const namespace = chance.pick([...NAMESPACES, '/select', '/select', '/desk']);
  const auth = chance.pick(authsOf(token));
  const connect = `40${namespace === '' ? '' : `${namespace},`}${auth}`;
  return chance.pick<() => string[]>([
    ...Array.from({ length: 3 }, () => () => [connect]),
    () => [connect, connect],
    () => [connect, `41${namespace},`, connect],
    // As one and as another, all at once, and in and out.
    () => Array.from({ length: 170 }, () => connect),
    () => [connect, ...tokens.map((other) => `40${namespace},${JSON.stringify({ token: other })}`)],
    () => Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? connect : `41${namespace},`)),
    () => [connect, `40/select,${JSON.stringify({ token })}`, '41/select,', `42/select,1["readPool",{}]`],
    () => [connect, '41/select,', '40/select,', '41/select,'],
    () => [`42${namespace},1["syncClock",{}]`, connect],
    () => [connect, `42${namespace},1["syncClock",{}]`],
    () => [`40/select,${auth}`, `40/desk,${auth}`],
    () => ['40', connect],
    () => Array.from({ length: 40 }, (_, i) => `40/${i},`),
    () => [`44${namespace},{"message":"x"}`, connect],
    () => [connect.slice(0, chance.below(connect.length + 1))],
    () => [`${connect}${connect}`],
  ])();
};

const NAMESPACES = [
  ['', '/', '//', '/nonsense', '/__proto__', '/constructor', '/select/', '/select?x=1', '/SELECT', '/select\u0000'],
  ['/desk?token=x', '/../desk', 'select', '/号', `/${'x'.repeat(2_000)}`, '/select,/desk'],
  ['/{}', '/[]', '/toString', '/hasOwnProperty'],
].flat();

const authsOf = (token: string): string[] =>
  [
    ['', '{}', 'null', '[]', '[1]', '"x"', '1', 'true', '{', '{"token":}', 'NaN'],
    [
      [{ token }, { token: [token] }, { token: { token } }],
      ['demo-v1', '__proto__', { toString: 1 }].map((vehicle) => ({ token, vehicle })),
    ]
      .flat()
      .map((auth) => JSON.stringify(auth)),
    ['1e999', '-0', 'true,"vehicle":[]', '"\\ud800"', '"\\u0000"', '"a","token":"b"'].map(
      (json) => `{"token":${json}}`,
    ),
    [
      '{"__proto__":{"token":"x"}}',
      '{"constructor":{"prototype":{"token":"x"}}}',
      `{"token":"${'x'.repeat(4_000)}"}`,
      `{"vehicle":"${'x'.repeat(4_000)}"}`,
      `{"a":${'['.repeat(1_500)}${']'.repeat(1_500)}}`,
      `{${Array.from({ length: 300 }, (_, i) => `"k${i}":${i}`).join()}}`,
    ],
  ].flat();
