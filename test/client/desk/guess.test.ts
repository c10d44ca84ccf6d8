import { expect, it } from 'vitest';
import { guessOf } from '../../../client/desk/find/guess.ts';
import { creditCodeOf, idNumberOf, vinOf } from '../../../verification/actors/citizens.ts';

it.each([
  [
    'plate',
    [
      '冀B·12A34',
      '冀B12A34',
      '冀b.12a34',
      '12A34',
      ' 1234d ',
      'D12345',
      '12345',
      '京AD12345',
      '冀B•12AC4',
      '冀Ｂ・１２AC4',
      '冀B\u201112AC4\u200B',
    ],
  ],
  ['vin', [vinOf(1), vinOf(999).toLowerCase(), `\u202D${vinOf(1)}\u202C`]],
  ['number', [idNumberOf(7), creditCodeOf(7), creditCodeOf(8).toLowerCase()]],
  [
    'part',
    [
      '王小明 1234',
      'LSV**********1234',
      '138****5678',
      '13812345678',
      '+86 138-1234-5678',
      '1234，王*明',
      '演示申请人 7 0007',
    ],
  ],
  ['voucher', ['.', '．', '。', ':'].map((dot) => ['a'.repeat(60), 'b-'.repeat(90), 'c_'.repeat(43)].join(dot))],
  ['selection', ['v-abcdefghijklmnopqrst_-', 'demo-v49']],
  ['userName', ['demo1', 'u12345678', 'zhang.san', 'ABC12', '12I34', vinOf(1).slice(1), `${idNumberOf(1)}0`]],
] as const)('tells by its form that a text is a %s', (by, texts) => {
  for (const text of texts) expect(guessOf(text), text).toBe(by);
});
