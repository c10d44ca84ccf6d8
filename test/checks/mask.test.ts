import { expect, test } from 'vitest';
import { maskIdNumber, maskName, maskPhone, maskVin } from '../../server/checks/mask.ts';

test.each([
  [maskPhone, '10012345678', '100****5678'],
  [maskPhone, '1234567', '*******'],
  [maskPhone, '', ''],
  [maskVin, '0XHDEM00XT0000001', '0XH**********0001'],
  [maskName, '演示人', '演*人'],
  [maskName, '演示申请人 1', '演*****1'],
  [maskName, '演示', '*示'],
  [maskName, '演', '*'],
  [maskName, '𠮷示人', '𠮷*人'],
  [maskIdNumber, '000000199001010000', '00**************00'],
])('ACCT-4 %o of %s is %s', (mask, whole, masked) => {
  expect(mask(whole)).toBe(masked);
});
