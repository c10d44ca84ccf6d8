import { BINARY, frame, TEXT } from '../actors/frames.ts';
import type { Chance } from './chance.ts';

/** Bytes sent on an open connection; `fatal` where any server would end it for them. */
export type Sent = { readonly bytes: Buffer; readonly fatal: boolean };

const text = (body: string): Sent => ({ bytes: frame(TEXT, body), fatal: false });
const fatal = (bytes: Buffer): Sent => ({ bytes, fatal: true });
const long = (length: number): string => 'x'.repeat(length);

/** An invalid frame or packet. */
export const packetOf = (chance: Chance): Sent =>
  chance.oneIn(3) ? frameOf(chance) : chance.oneIn(4) ? noiseOf(chance) : text(chance.pick(PACKETS));

/** One that Socket.IO can read, with some characters changed. */
const noiseOf = (chance: Chance): Sent => {
  const body = Buffer.from(chance.pick(PACKETS));
  for (let i = chance.below(4); i >= 0 && body.length > 0; i -= 1)
    body[chance.below(body.length)] = 32 + chance.below(95);
  return text(
    chance.oneIn(3) ? body.subarray(0, chance.below(body.length + 1)).toString('latin1') : body.toString('latin1'),
  );
};

const frameOf = (chance: Chance): Sent =>
  chance.pick<() => Sent>([
    () => fatal(frame(chance.pick([3, 4, 5, 6, 7, 11, 12, 13, 14, 15]), 'x')),
    () => fatal(frame(TEXT, '2', { rsv: 1 + chance.below(7) })),
    () => fatal(frame(TEXT, '42/select,1["syncClock",{}]', { masked: false })),
    () => fatal(frame(chance.pick([8, 9, 10]), long(126))),
    () => fatal(frame(chance.pick([8, 9, 10]), 'x', { fin: false })),
    () => fatal(frame(0, 'x')),
    () => fatal(Buffer.concat([frame(TEXT, 'x', { fin: false }), frame(TEXT, 'y')])),
    () => fatal(Buffer.concat([frame(TEXT, '42', { fin: false }), frame(BINARY, 'y', { fin: false })])),
    () => fatal(frame(TEXT, '', { length: 2 ** 52 })),
    () => fatal(frame(TEXT, 'x', { length: 2 ** 31 })),
    () => fatal(Buffer.from([0x81, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0])),
    () => fatal(frame(TEXT, `42/select,1["syncClock",{"a":"${long(9_000)}"}]`)),
    () => fatal(frame(BINARY, Buffer.alloc(9_000))),
    () => fatal(frame(TEXT, Buffer.from([0x34, 0x32, 0xff, 0xfe, 0xc0, 0x80]))),
    () => fatal(frame(TEXT, Buffer.from([0xed, 0xa0, 0x80]))),
    () => fatal(frame(TEXT, Buffer.from([0xf4, 0x90, 0x80, 0x80]))),
    () => fatal(Buffer.concat([frame(TEXT, Buffer.from([0xe5, 0x8f]), { fin: false }), frame(0, Buffer.from([0x41]))])),
    () =>
      fatal(
        frame(
          8,
          chance.pick([Buffer.from([3]), Buffer.from([3, 0xed]), Buffer.from([0, 0]), Buffer.from([3, 0xe8, 0xff])]),
        ),
      ),
    () => fatal(frame(8, Buffer.from([3, 0xe8]))),
    () => fatal(frame(8, '')),
    () => fatal(Buffer.concat(Array.from({ length: 80 }, () => frame(TEXT, long(120), { fin: false })))),
    () => fatal(chance.bytes(1 + chance.below(300))),
    () => fatal(frame(TEXT, 'x', { length: 40 })),
    // These are sound WebSocket, and strange all the same.
    () => ({ bytes: Buffer.concat(Array.from({ length: 20 }, () => frame(9, long(125)))), fatal: false }),
    () => ({ bytes: frame(10, 'never asked for'), fatal: false }),
    () => ({ bytes: frame(TEXT, ''), fatal: false }),
    () => ({
      bytes: Buffer.concat([frame(TEXT, '42/sel', { fin: false }), frame(9, 'x'), frame(0, 'ect,1["syncClock",{}]')]),
      fatal: false,
    }),
    () => ({
      bytes: Buffer.concat([
        frame(TEXT, '', { fin: false }),
        ...Array.from({ length: 30 }, () => frame(0, '', { fin: false })),
        frame(0, ''),
      ]),
      fatal: false,
    }),
    () => ({ bytes: frame(BINARY, chance.bytes(chance.below(64))), fatal: false }),
    () => ({ bytes: frame(BINARY, ''), fatal: false }),
  ])();

const event = (args: string, id = '1', namespace = '/select'): string => `42${namespace},${id}${args}`;
const HUGE_ID = '9'.repeat(400);

/** Messages: each is text, so that the connection stays open where the server tolerates it. */
const PACKETS: readonly string[] = [
  // Engine.IO: its types, and invalid ones.
  ['0', '1', '2', '2probe', '3', '3x', '5', '6', '7', '8', '9', 'b', 'bAAAA', 'x', ' ', '\u0000', '号'],
  ['4', '44', '-1', '10', '4\u0000'],
  // Socket.IO: its types, and invalid ones.
  ['40', '41', '42', '43', '44', '45', '46', '47', '48', '49', '4a', '4-', '4 2', '4２'],
  ['41/select,', '41/desk,', '41/nonsense,', '44/select,{"message":"x"}', '40/select,{}', '40/nonsense,', '40/desk,{}'],
  // Events: their ids.
  [
    [HUGE_ID, '-1', '1.5', '1e3', '0x1', '99999999999999999999', '007', ' 1', '+1'],
    ['__proto__', 'NaN', '', '9007199254740993'],
  ]
    .flat()
    .map((id) => event('["syncClock",{}]', id)),
  // Their namespaces.
  ['', '/', '/desk', '/nonsense', '/__proto__', '/select/', '/select?a=b', '//', 'select', '/SELECT'].map((nsp) =>
    event('["syncClock",{}]', '1', nsp),
  ),
  `42["syncClock",{}]`,
  `421["syncClock",{}]`,
  '42/select',
  '42/select,',
  '42/select,1',
  // Their names, of which some mean something to Socket.IO, to node or to the language.
  [
    ['"connect"', '"connect_error"', '"disconnect"', '"disconnecting"', '"newListener"', '"removeListener"', '"error"'],
    ['"connection"', '"reconnect"', '"ping"', '"message"', '"data"', '"open"', '"close"'],
    ['"welcome"', '"goodbye"', '"poolMoved"'],
    ['"__proto__"', '"constructor"', '"prototype"', '"toString"', '"hasOwnProperty"', '"__defineGetter__"'],
    ['""', '"\\u0000"', '"\\ud800"', `"${long(2_000)}"`, '0', '-1', '1e999', 'null', 'true', '{}', '[]'],
    ['["syncClock"]', '{"toString":1}', '"ｓｙｎｃＣｌｏｃｋ"', '"syncClock\\n"', '"synccIock"'],
  ]
    .flat()
    .map((name) => event(`[${name},{}]`)),
  // Their arguments.
  [
    ['[]', '{}', 'null', '""', '1', '[', '[}', '["syncClock"', '["syncClock",]', "['syncClock',{}]"],
    ['["syncClock",NaN]', '["syncClock",undefined]', '[,]'],
  ]
    .flat()
    .map((args) => event(args)),
  [
    ['{}', '{},{}', '{},{},{}', 'null', '[]', '1', '"x"'],
    ['{"__proto__":{"a":1}}', '{"toJSON":1}', '{"length":1e999}'],
    ['0', '-1', '"0"'].map((num) => `{"_placeholder":true,"num":${num}}`),
  ]
    .flat()
    .map((args) => event(`["syncClock",${args}]`)),
  event(`["syncClock",${'['.repeat(3_000)}${']'.repeat(3_000)}]`),
  event(`["syncClock",${'{"a":'.repeat(900)}1${'}'.repeat(900)}]`),
  event(`["typePattern",{"layout":"x","keys":[${Array.from({ length: 1_500 }, () => 'null').join()}]}]`),
  event('["verifyPlate",{"id":"\\ud83d"}]'),
  // Events that must get no answer.
  ['syncClock', 'verifyPlate', 'drawPlates', 'disconnect', 'nonsense'].map((name) => event(`["${name}",{}]`, '')),
  // Acks that nothing asked for.
  ['43/select,1[]', '43/select,0[null]', '43/select,[]', '43/select,', `43/select,${HUGE_ID}[]`, '43/select,1{}'],
  ['43/nonsense,1[]', '43/select,-1[]', '43/select,1["__proto__"]'],
  // Binary events: attachments that are announced and do not come, or were never announced.
  ['1-', '0-', '-1-', '1', '', '2-', '99-', '999999999-', '1e3-', '٣-', 'x-', '1--', '1-1-'].map(
    (count) => `45${count}/select,1["syncClock",{"_placeholder":true,"num":0}]`,
  ),
  ['-1', '1', '1e999', '"0"', 'null', '{}', '0.5', '"__proto__"', '"length"', '99999'].map(
    (num) => `451-/select,1["syncClock",{"_placeholder":true,"num":${num}}]`,
  ),
  '461-/select,1[{"_placeholder":true,"num":0}]',
  '460-/select,1[]',
  `451-/select,1["syncClock",${'[{"_placeholder":true,"num":0},'.repeat(200)}1${']'.repeat(200)}]`,
].flat();
