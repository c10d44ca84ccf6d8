import { describe, expect, test } from 'vitest';
import { TextDecoder, TextEncoder } from '../../server/engine/text-packets.ts';

const decoded = (message: unknown): unknown[] => {
  const packets: unknown[] = [];
  const decoder = new TextDecoder();
  decoder.on('decoded', (packet) => packets.push(packet));
  decoder.add(message);
  return packets;
};

describe('SAFE-3 what a client sends is a packet of text, or the end of its connection', () => {
  test.each([
    ['0', { type: 0, nsp: '/' }],
    ['0/select,{"token":"x"}', { type: 0, nsp: '/select', data: { token: 'x' } }],
    ['0/select', { type: 0, nsp: '/select' }],
    ['1/select,', { type: 1, nsp: '/select' }],
    ['2["syncClock"]', { type: 2, nsp: '/', data: ['syncClock'] }],
    [
      '2/select,12["typePattern",{"keys":["a,b"]}]',
      { type: 2, nsp: '/select', id: 12, data: ['typePattern', { keys: ['a,b'] }] },
    ],
    ['2/select,0["x",1]', { type: 2, nsp: '/select', id: 0, data: ['x', 1] }],
    ['3/select,7[]', { type: 3, nsp: '/select', id: 7, data: [] }],
  ])('%s', (message, packet) => expect(decoded(message)).toEqual([packet]));

  test.each([
    ['nothing', ''],
    ['an unknown type', '9["x"]'],
    ['a letter for a type', 'x["x"]'],
    ['a server’s refusal', '4{"message":"x"}'],
    ['bytes announced without their number', '5["x",{"_placeholder":true,"num":0}]'],
    ['an event of nothing', '2'],
    ['an event that is an object', '2{"x":1}'],
    ['an event without a name', '2[]'],
    ['an event whose name is a number', '2[1]'],
    ['a reserved name', '2["disconnect"]'],
    ['another reserved name', '2/select,["newListener",1]'],
    ['broken JSON', '2["x"'],
    ['an ack that is an object', '3/select,1{}'],
    ['a greeting that is a list', '0/select,[]'],
    ['a greeting of null', '0/select,null'],
    ['a farewell with a word', '1/select,{}'],
    ['an id beyond what numbers tell apart', '2/select,1234567890123456["x"]'],
  ])('%s is none', (_, message) => expect(() => decoded(message)).toThrow());
});

test('SAFE-3 bytes are passed over, and what announces them is read with its placeholders', () => {
  const placeholder = { _placeholder: true, num: 0 };
  expect(decoded('51-/select,3["x",{"_placeholder":true,"num":0}]')).toEqual([
    { type: 2, nsp: '/select', id: 3, data: ['x', placeholder] },
  ]);
  expect(decoded('61-7[{"_placeholder":true,"num":0}]')).toEqual([{ type: 3, nsp: '/', id: 7, data: [placeholder] }]);
  expect(decoded(new Uint8Array([1]))).toEqual([]);
});

test('an end is not told of anything more', () => {
  const packets: unknown[] = [];
  const decoder = new TextDecoder();
  decoder.on('decoded', (packet) => packets.push(packet));
  decoder.destroy();
  decoder.add('2["x"]');
  expect(packets).toEqual([]);
});

test.each([
  [{ type: 0, nsp: '/select', data: { sid: 'a' } }, '0/select,{"sid":"a"}'],
  [{ type: 2, nsp: '/', data: ['goodbye', { afterMs: 0 }] }, '2["goodbye",{"afterMs":0}]'],
  [{ type: 3, nsp: '/select', id: 0, data: [{ ok: true }] }, '3/select,0[{"ok":true}]'],
  [{ type: 1, nsp: '/desk' }, '1/desk,'],
])('the wire’s form of %j', (packet, message) => expect(new TextEncoder().encode(packet)).toEqual([message]));
