import { expect, test } from 'vitest';
import { fitsClue, readClue } from '../../server/desk/clue.ts';

test.each([
  ['王小明 1234', { head: '', tail: '1234', name: '王小明' }],
  ['1234，王*明', { head: '', tail: '1234', name: '王*明' }],
  ['　ｌｓｖ**********１２３４ ', { head: 'LSV', tail: '1234', name: '' }],
  ['138****5678', { head: '138', tail: '5678', name: '' }],
  ['13812345678', { head: '', tail: '13812345678', name: '' }],
  ['演示申请人 7 0007', { head: '', tail: '0007', name: '演示申请人 7' }],
])('ACCT-4 %s is read as what is shown masked, or told in part', (text, clue) => {
  expect(readClue(text)).toEqual(clue);
});

test.each(['', '*', '1234', '王小明', '王小明 123', '*****1234', '13**************1X', '王小明 12345X', '1234 5'])(
  'ACCT-4 “%s” is too little to search by',
  (text) => {
    expect(readClue(text)).toBeUndefined();
  },
);

test('ACCT-4 a clue fits the end, and the beginning where it shows one, and never overlaps itself', () => {
  const clue = { head: 'LSV', tail: '1234', name: '' };
  expect(fitsClue('LSVAA123456781234', clue)).toBe(true);
  expect(fitsClue('LSVAA123456781235', clue)).toBe(false);
  expect(fitsClue('WSVAA123456781234', clue)).toBe(false);
  expect(fitsClue('1385678', { head: '1385', tail: '5678', name: '' })).toBe(false);
});
