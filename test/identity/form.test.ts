import { describe, expect, test } from 'vitest';
import { fieldProblem, problemOf } from '../../protocol/form-problems.ts';
import { readField, readForm, rules } from '../../server/identity/form.ts';
import { creditCodeOf, idNumberOf, mobileOf, vinOf } from '../../verification/actors/citizens.ts';

type RuleName = keyof typeof rules;

/** For each kind of field: what will do, how it is kept, and what will not do. */
const CASES: { readonly [R in RuleName]: { good: readonly (readonly [string, string])[]; bad: readonly string[] } } = {
  name: {
    good: [
      [' 张三 ', '张三'],
      ['Zhang San', 'Zhang San'],
    ],
    bad: ['张', 'x'.repeat(65), '<b>张三</b>', '张\n三'],
  },
  idNumber: {
    good: [
      [idNumberOf(7), idNumberOf(7)],
      [' 110105 19491231 002x', '11010519491231002X'],
    ],
    bad: ['110105194912310021', '11010519490231002X', '11010519491231002', '=1+1'],
  },
  creditCode: {
    good: [[creditCodeOf(7).toLowerCase(), creditCodeOf(7)]],
    bad: [`${creditCodeOf(7).slice(0, 17)}${creditCodeOf(7).endsWith('0') ? '1' : '0'}`, '91130000'],
  },
  mobile: {
    good: [
      [mobileOf(7), mobileOf(7)],
      ['１３８-1234-5678', '13812345678'],
      ['+86 138\u20111234\u20135678', '13812345678'],
    ],
    bad: ['12812345678', '1381234567', '+8513812345678', '10012345678', '+8610012345678'],
  },
  userName: {
    good: [['ZhangSan_8', 'zhangsan_8']],
    bad: ['abc', '8zhang', 'demo7', 'demo-new9', '张三丰张三丰', 'a'.repeat(33)],
  },
  vin: {
    good: [
      [` ${vinOf(7).toLowerCase()}`, vinOf(7)],
      ['1M8GDM9AXKP042788', '1M8GDM9AXKP042788'],
    ],
    bad: ['1M8GDM9A0KP042788', 'IM8GDM9AXKP042788', '1M8GDM9AXKP04278'],
  },
  invoiceCode: { good: [['0113 0000 1234', '011300001234']], bad: ['123456789', '1234567890123', '12345x7890'] },
  invoiceNumber: {
    good: [
      ['12345678', '12345678'],
      ['1'.repeat(20), '1'.repeat(20)],
    ],
    bad: ['1234567', '123456789'],
  },
  address: {
    good: [['唐山市路南区新华道1号', '唐山市路南区新华道1号']],
    bad: ['唐山', 'x'.repeat(201), '唐山市<script>'],
  },
};

describe.each(Object.keys(CASES) as RuleName[])('ACCT-4 %s', (rule) => {
  test.each(CASES[rule].good)('%j is kept as %j', (text, value) => {
    expect(readField(rule, text)).toEqual({ value });
  });
  test.each(CASES[rule].bad)('%j is refused by its own code', (text) => {
    expect(readField(rule, text)).toEqual({ code: rules[rule].code });
  });
  test('nothing at all is missing', () => {
    for (const text of ['', '   ', '　']) expect(readField(rule, text)).toEqual({ code: 'missing' });
  });
  test('has a sentence of its own in both languages', () => {
    const problem = problemOf('field', rules[rule].code);
    expect(fieldProblem.parse(problem)).toEqual(problem);
    expect(problem.zh).toMatch(/^[^,;:!?]*。$/);
    expect(problem.en).toMatch(/^[A-Z][^\p{Script=Han}]*\.$/u);
  });
});

test('ACCT-4 each kind of field is refused by a code that no other has', () => {
  const codes = Object.values(rules).map(({ code }) => code);
  expect(new Set(codes).size).toBe(codes.length);
});

test('FLOW-1 everything that is wrong with a form is said at once, in the order of its fields', () => {
  const fields = { contact: 'name', mobile: 'mobile', vin: 'vin' } as const;
  const { values, problems } = readForm(fields, { contact: ' 张三 ', mobile: '1', vin: '' });
  expect(problems.map(({ field, code }) => [field, code])).toEqual([
    ['mobile', 'mobileWrong'],
    ['vin', 'missing'],
  ]);
  expect(values.contact).toBe('张三');
});
