import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { ImportOptions } from '../../server/application-form/import/import-vehicles.ts';
import { creditCodeOf, idNumberOf, vinOf } from '../../verification/actors/citizens.ts';
import { everythingIn } from '../support/keyspace.ts';
import { openRegister } from './vehicle-import.ts';

const { redis, accounts, register, take, took } = await openRegister(1_000);

const HEAD = 'vin,model,class,ownerNumber,invoiceCode,invoiceNumber,transferred,plate';
const row = (n: number): string => `${vinOf(n)},轿车 ${n},small,${idNumberOf(n % 1_000)},123456789012,12345678,no,`;

test('ELIG-2 a row becomes a vehicle of the register, its owner known by a hash', async () => {
  const line = `${vinOf(1)},"轿车, ""豪华""型",小型汽车,${creditCodeOf(1)},123456789012,1234 5678,是,冀B·12A34`;
  expect((await took(`${HEAD}\n${line}\n`)).counts).toEqual({ rows: 1, added: 1, changed: 0, unchanged: 0, bad: 0 });
  expect(await register.find(vinOf(1))).toEqual({
    vin: vinOf(1),
    model: '轿车, "豪华"型',
    class: 'small',
    owner: accounts.ownerOf('organisation', creditCodeOf(1)),
    invoiceCode: '123456789012',
    invoiceNumber: '12345678',
    transferred: true,
    plate: '冀B12A34',
  });
  expect(await register.find(vinOf(2))).toBeUndefined();
});

test('ELIG-2 100,000 rows, with progress; the same file again changes nothing', async () => {
  const file = Buffer.from([HEAD, ...Array.from({ length: 100_000 }, (_, n) => row(n)), ''].join('\r\n'));
  const seen: number[] = [];
  const progress: ImportOptions['progress'] = ({ rows }) => void seen.push(rows);
  const first = await took(file, { progress }, 64 * 1024);
  expect(first.counts).toEqual({ rows: 100_000, added: 100_000, changed: 0, unchanged: 0, bad: 0 });
  expect(seen.length).toBeGreaterThan(100);
  expect(seen).toEqual(seen.toSorted((a, b) => a - b));
  expect(seen.at(-1)).toBe(100_000);
  expect(await register.size()).toBe(100_000);
  const before = await redis.hGetAll('xuanhao:{identity}:register');
  const second = await took(file, {}, 64 * 1024);
  expect(second.counts).toEqual({ rows: 100_000, added: 0, changed: 0, unchanged: 100_000, bad: 0 });
  expect(await redis.hGetAll('xuanhao:{identity}:register')).toEqual(before);
});

test('ELIG-2 a row that has changed is taken over; within one file the last one counts', async () => {
  await took([HEAD, row(1), row(2)].join('\n'));
  const plated = row(2).replace(/,$/, ',冀B12A34');
  expect((await took([HEAD, row(1), row(2), plated].join('\n'))).counts).toMatchObject({ unchanged: 2, changed: 1 });
  expect((await register.find(vinOf(2)))?.plate).toBe('冀B12A34');
});

test('ELIG-2 every bad row is reported with its line and all of its reasons, and good rows are kept', async () => {
  const lines = [
    HEAD,
    row(1),
    `1M8GDM9A0KP042788,轿车,tank,123,x,12345678,maybe,??`,
    '',
    row(2),
    `${vinOf(3)},轿车,small`,
    `${vinOf(4)},,small,,123456789012,,no,`,
    row(5),
  ];
  const { counts, bad, badRows } = await took(lines.join('\n'));
  expect(counts).toEqual({ rows: 6, added: 3, changed: 0, unchanged: 0, bad: 3 });
  expect(bad).toEqual([
    [
      3,
      'vin vinWrong',
      'invoiceCode invoiceCodeWrong',
      'ownerNumber ownerNumberWrong',
      'class classWrong',
      'transferred yesOrNoWrong',
      'plate plateWrong',
    ],
    [6, ' cellsMiscounted'],
    [7, 'model missing', 'invoiceNumber missing', 'ownerNumber missing'],
  ]);
  for (const { problems } of badRows)
    for (const { zh, en } of problems) expect([zh, en].every((text) => text !== '')).toBe(true);
  for (const n of [1, 2, 5]) expect(await register.find(vinOf(n))).toMatchObject({ vin: vinOf(n) });
});

describe('ELIG-2 a file may be written by any spreadsheet', () => {
  const text = `${HEAD}\r\n${row(1)}\r\n${row(2)}\r\n`;
  const gbkOf = (words: string): Buffer => {
    // What GBK writes for the few characters that this file needs.
    const table: Readonly<Record<string, readonly number[]>> = {
      轿: [0xbd, 0xce],
      车: [0xb3, 0xb5],
      小: [0xd0, 0xa1],
      型: [0xd0, 0xcd],
      汽: [0xc6, 0xfb],
    };
    return Buffer.from([...words].flatMap((character) => table[character] ?? [character.charCodeAt(0)]));
  };
  test.each([1, 2, 3, 7, 100_000])('UTF-8 with a byte order mark, CRLF, in pieces of %i bytes', async (size) => {
    expect((await took(`\uFEFF${text}`, {}, size)).counts).toMatchObject({ added: 2, bad: 0 });
    expect((await register.find(vinOf(1)))?.model).toBe('轿车 1');
  });
  test.each([1, 2, 3, 100_000])('GBK, in pieces of %i bytes', async (size) => {
    expect((await took(gbkOf(text), {}, size)).counts).toMatchObject({ added: 2, bad: 0 });
    expect((await register.find(vinOf(2)))?.model).toBe('轿车 2');
  });
  test('UTF-16 with its mark', async () => {
    expect((await took(Buffer.from(`\uFEFF${text}`, 'utf16le'))).counts).toMatchObject({ added: 2, bad: 0 });
  });
  test('GBK, where the characters come late in a long file', async () => {
    const plain = (n: number): string => row(n).replace('轿车', 'Sedan');
    const long = [HEAD, ...Array.from({ length: 3_000 }, (_, n) => plain(n)), row(3_000), ''].join('\n');
    expect((await took(gbkOf(long))).counts).toMatchObject({ added: 3_001, bad: 0 });
    expect((await register.find(vinOf(3_000)))?.model).toBe('轿车 3000');
  });
  test('Chinese names of the columns, in any order, with others between them', async () => {
    const file = `备注,发票号码,发票代码,所有人证件号码,车辆类型,车辆型号,车辆识别代号\n"a\nb",12345678,123456789012,${idNumberOf(1)},小型汽车,轿车,${vinOf(1)}\n`;
    expect((await took(file)).counts).toMatchObject({ added: 1, bad: 0 });
    expect(await register.find(vinOf(1))).toMatchObject({ transferred: false, plate: null });
  });
  test('bytes that are no characters spoil their own row', async () => {
    const bytes = Buffer.from([HEAD, row(1), row(2), row(3)].join('\n'));
    const at = bytes.indexOf('轿车 2');
    bytes[at] = 0xff;
    expect(await took(bytes, { encoding: 'utf-8' })).toMatchObject({
      counts: { added: 2 },
      bad: [[3, ' encodingWrong']],
    });
  });
});

describe('SAFE-3 ELIG-2 a strange file gets a clear answer', () => {
  test('a missing column is named in both languages, and nothing is taken in', async () => {
    const file = `vin,model,class,ownerNumber,invoiceCode\n${vinOf(1)},x,small,${idNumberOf(1)},123456789012\n`;
    expect(await take(file)).toEqual({
      outcome: 'columnsMissing',
      columns: [{ name: 'invoiceNumber', zh: '发票号码' }],
    });
    expect(await register.size()).toBe(0);
  });
  test('5 million characters in one cell refuse that row with its line, and no other', async () => {
    const long = row(2).replace('轿车', 'x'.repeat(5_000_000));
    const quoted = row(4).replace('轿车', `"${'x\n'.repeat(200)}${'x'.repeat(5_000_000)}"`);
    const { counts, bad } = await took([HEAD, row(1), long, row(3), row(5)].join('\n'), {}, 64 * 1024);
    expect(counts).toMatchObject({ added: 3, bad: 1 });
    expect(bad).toEqual([[3, ' rowTooLong']]);
    const second = await took([HEAD, row(6), quoted, row(7)].join('\n'), {}, 64 * 1024);
    expect(second.counts.added).toBe(2);
    expect(second.bad[0]).toEqual([3, ' quoteOpen']);
  });
  test('a quotation mark that is never closed spoils its own row, and no other', async () => {
    const open = row(2).replace('轿车', '"轿车');
    const { counts, bad } = await took(
      [HEAD, row(1), open, ...Array.from({ length: 200 }, (_, n) => row(n + 3))].join('\n'),
    );
    expect(counts).toMatchObject({ added: 201, bad: 1 });
    expect(bad).toEqual([[3, ' quoteOpen']]);
    expect((await took([HEAD, row(1), open, row(3)].join('\n'))).bad).toEqual([[3, ' quoteOpen']]);
  });
  test.each([
    `"=HYPERLINK(""http://x"",""y"")"`,
    `=cmd|'/C calc'!A0`,
    '@SUM(1+1)',
    '-2+3+cmd',
    '+1',
    '  =1+1',
    '＝1+1',
    `"\t=1+1"`,
  ])('a formula such as %s is reported, in whichever column, and never taken in', async (formula) => {
    const { counts, bad } = await took(
      [HEAD, row(1).replace('轿车 1', formula), row(2).replace(vinOf(2), formula), row(3)].join('\n'),
    );
    expect(counts).toMatchObject({ added: 1, bad: 2 });
    expect(bad).toEqual([
      [2, 'model formulaWrong'],
      [3, 'vin vinWrong'],
    ]);
    expect(await register.find(vinOf(1))).toBeUndefined();
  });
  test('the signs of a formula are none within a model’s name', async () => {
    const { counts } = await took([HEAD, row(1).replace('轿车 1', 'C-HR 1.8 @ E+')].join('\n'));
    expect(counts).toMatchObject({ added: 1, bad: 0 });
  });
  test.each(['', '\n\n', '\uFEFF'])('%j is empty', async (file) => {
    expect((await take(file)).outcome).not.toBe('imported');
    expect((await take(file, { format: 'jsonl' })).outcome).toBe('empty');
  });
  test('no row after the header is empty too', async () => {
    expect(await take(`${HEAD}\n`)).toEqual({ outcome: 'empty' });
  });
  test('what is no text at all', async () => {
    expect(await take(randomBytes(200_000))).toEqual({ outcome: 'unreadable', what: 'binary' });
    expect((await took(randomBytes(200_000), { format: 'jsonl' })).counts.added).toBe(0);
  });
});

test('ELIG-2 JSON lines serve as well, and bad ones are reported alike', async () => {
  const vehicle = {
    vin: vinOf(1),
    model: '轿车',
    class: 'small',
    ownerNumber: idNumberOf(1),
    invoiceCode: '123456789012',
    invoiceNumber: '12345678',
  };
  const lines = [
    JSON.stringify(vehicle),
    JSON.stringify({ ...vehicle, vin: vinOf(2), transferred: true, plate: null }),
    '{"vin":',
    '[1,2]',
    JSON.stringify({ ...vehicle, vin: { toString: 'x' } }),
    '',
    JSON.stringify({ ...vehicle, model: 'x'.repeat(5_000_000) }),
    JSON.stringify({ ...vehicle, vin: vinOf(3), invoiceNumber: 12_345_678 }),
  ];
  const { counts, bad } = await took(`\uFEFF${lines.join('\r\n')}`, { format: 'jsonl' }, 64 * 1024);
  expect(counts).toEqual({ rows: 7, added: 3, changed: 0, unchanged: 0, bad: 4 });
  expect(bad).toEqual([
    [3, ' jsonWrong'],
    [4, ' jsonWrong'],
    [5, 'vin missing'],
    [7, ' rowTooLong'],
  ]);
  expect(await register.find(vinOf(2))).toMatchObject({ transferred: true, plate: null });
});

test('ACCT-4 the register in Redis shows neither VINs nor owners nor invoices', async () => {
  await took([HEAD, row(1)].join('\n'));
  const everything = await everythingIn(redis);
  for (const secret of [vinOf(1), idNumberOf(1), '123456789012', '轿车']) expect(everything).not.toContain(secret);
});
