import { describe, expect, test } from 'vitest';
import { idNumberCheckDigit, isValidIdNumber } from '../../server/identity/id-number.ts';
import { idNumberOf, vinOf } from '../../verification/actors/citizens.ts';
import { openRegister } from './vehicle-import.ts';

const { redis, accounts, register, take, took: imported } = await openRegister(100_000);

const NAMES = ['车辆识别代号', '车辆型号', '车辆类型', '所有人证件号码', '发票代码', '发票号码', '二手车', '号牌号码'];
const HEAD = NAMES.join(',');
const cells = (n: number): string[] => [
  vinOf(n),
  `测试轿车${n}`,
  '小型汽车',
  idNumberOf(n),
  '123456789012',
  '12345678',
  '否',
  '',
];
const row = (n: number): string => cells(n).join(',');
const file = (...rows: string[]): string => [HEAD, ...rows, ''].join('\r\n');

/** What was taken in, and the bad rows. */
const took = async (...args: Parameters<typeof take>) => {
  const { counts, bad } = await imported(...args);
  const { rows, added } = counts;
  return { rows, added, bad: counts.bad, problems: bad.map((parts) => parts.join(' ')) };
};
const ownerOfVehicle = async (n: number) => (await register.find(vinOf(n)))?.owner;
const ownerOf = (n: number) => accounts.ownerOf('individual', idNumberOf(n));
const whole = (rows: number) => ({ rows, added: rows, bad: 0, problems: [] });
/** As JavaScript, and every program that keeps numbers as doubles, writes it. */
const rounded = (digits: string): string => BigInt(Number(digits)).toString();

describe('ELIG-2 rows as spreadsheets write them', () => {
  test('cells that may be empty may be left out at a row’s end', async () => {
    const rows = [8, 7, 6].map((length, i) =>
      cells(i + 1)
        .slice(0, length)
        .join(','),
    );
    expect(await took(file(...rows))).toEqual(whole(3));
    expect(await took([HEAD, rows[2]].join('\n'))).toMatchObject({ rows: 1, bad: 0 });
    expect(await register.find(vinOf(3))).toMatchObject({ transferred: false, plate: null });
  });
  test('a row that ends before its required cells is bad, and says so if the file ends there', async () => {
    const short = cells(2).slice(0, 5).join(',');
    expect((await took(file(row(1), short))).problems).toEqual(['3  cellsMiscounted']);
    expect((await took([HEAD, row(1), short].join('\r\n'))).problems).toEqual(['3  rowCutOff']);
  });
  test('rows of delimiters and blanks alone are no rows', async () => {
    const empty = [',,,,,,,', ' , ,　,,,,,', ',', ',,,,,,,,,,,', '\u200B,,,\uFEFF,,,,', '""," ",,,,,,'];
    expect(await took(file(...empty, row(1), ...empty))).toEqual(whole(1));
  });
  test('empty cells beyond the header do not matter; others do', async () => {
    for (const head of [HEAD, `${HEAD},,`, `${HEAD}, ,\u200B`]) {
      await redis.flushAll();
      const rows = [`${row(1)},,`, `${row(2)}, ,\u200B`, `${row(3)},,x`, row(4)];
      expect(await took([head, ...rows, ''].join('\n'))).toEqual({
        rows: 4,
        added: 3,
        bad: 1,
        problems: ['4  cellsMiscounted'],
      });
    }
  });
  test('a header may be repeated, in another order, where files were put together', async () => {
    const turned = (list: readonly string[]): string => list.toReversed().join(',');
    const rows = [row(1), HEAD, row(2), `\uFEFF${turned(NAMES)}`, turned(cells(3))];
    expect(await took(file(...rows))).toEqual(whole(3));
    expect(await ownerOfVehicle(3)).toBe(ownerOf(3));
  });
  test('titles and notes may stand above the header', async () => {
    const titles = ['新车登记，导出日期: 2026-11-28,,,,,,,', '', '制表: 测试', '"备注, ""全部""",,'];
    expect(await took([...titles, HEAD, row(1), ''].join('\r\n'))).toEqual(whole(1));
  });
  test.each([
    ['blanks', '车 辆 识别代号 , 车辆型号,\u00A0车辆类型,所有人\n证件号码,发票代码　,发票号码'],
    ['full width and small letters', 'ＶＩＮ,Ｍｏｄｅｌ,class,OWNERNUMBER,invoice_code,invoice number'],
    [
      'asterisks and brackets',
      '*车辆识别代号（VIN）,车辆型号*,车辆类型:,所有人证件号码,发票代码（数电发票不填）,*发票号码',
    ],
    [
      'signs that show nothing',
      '\uFEFF\uFEFF车辆识别代号,车辆\u200B型号,\u202A车辆类型\u202C,所有人证件号码,发票代码,发票号码',
    ],
    ['other names', '车架号,车辆型号,号牌种类,机动车所有人证件号码,发票代码,发票号码'],
  ])('names of columns with %s', async (_, head) => {
    const quoted = head.split(',').map((name) => `"${name}"`);
    expect(await took(`${quoted.join(',')}\n${cells(1).slice(0, 6).join(',')}\n`)).toEqual(whole(1));
  });
  test.each([
    ['a blank of no width', (text: string) => `${text}\u200B`],
    ['marks of direction', (text: string) => `\u202D${text}\u202C`],
    ['isolates', (text: string) => `\u2066${text}\u2069`],
    ['a mark from left to right', (text: string) => `\u200E${text}`],
    ['a spreadsheet’s apostrophe', (text: string) => `'${text}`],
    ['a formula that is text', (text: string) => `"=""${text}"""`],
    ['soft hyphens and joiners', (text: string) => [...text].join('\u00AD\u2060')],
    ['tabs and blanks', (text: string) => `\t${text} \u3000`],
    ['quotation marks', (text: string) => `"${text}"`],
  ])('cells with %s', async (_, dressed) => {
    expect(
      await took(
        file(
          cells(1)
            .map((cell) => (cell === '' ? '' : dressed(cell)))
            .join(','),
        ),
      ),
    ).toEqual(whole(1));
    expect(await register.find(vinOf(1))).toMatchObject({
      owner: ownerOf(1),
      model: '测试轿车1',
      class: 'small',
      invoiceCode: '123456789012',
      invoiceNumber: '12345678',
    });
  });
  test.each(["'=1+1", '\u200B=1+1', '\u202D＝1+1\u202C', '"=""=1+1"""', '﹦1+1'])(
    'SAFE-3 what hides the sign of a formula does not let it in: %j',
    async (model) => {
      const [vin = '', , ...rest] = cells(1);
      expect((await took(file([vin, model, ...rest].join(',')))).problems).toEqual(['2 model formulaWrong']);
    },
  );
  test.each(['是', 'Y', 'yes', 'TRUE', '1', 'Ｔ', '有', '√', '✔\uFE0F'])('yes as %s', async (text) => {
    await took(file([...cells(1).slice(0, 6), text, ''].join(',')));
    expect((await register.find(vinOf(1)))?.transferred).toBe(true);
  });
  test.each(['否', 'N', 'no', 'false', '0', '无', '', '-', '—', '/', '×', '不是'])('no as %j', async (text) => {
    await took(file([...cells(1).slice(0, 6), text, text === '否' ? '' : '/'].join(',')));
    expect(await register.find(vinOf(1))).toMatchObject({ transferred: false, plate: null });
  });
  test.each(['maybe', '2', '是否'])('neither yes nor no: %s', async (text) => {
    expect((await took(file([...cells(1).slice(0, 6), text].join(',')))).problems).toEqual([
      '2 transferred yesOrNoWrong',
    ]);
  });
});

describe('ELIG-2 files as spreadsheets write them', () => {
  const rows = [row(1), row(2).replace('测试轿车2', '"测试 ""轿车"", 2\r\n型"')];
  const text = file(...rows);
  const tabbed = text.replaceAll(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/g, '\t');
  const bigEndian = (words: string): Buffer => Buffer.from(words, 'utf16le').swap16();
  const files: readonly (readonly [string, Uint8Array])[] = [
    ['UTF-8', Buffer.from(text)],
    ['UTF-8 with a byte order mark', Buffer.from(`\uFEFF${text}`)],
    ['Unicode text: UTF-16 with tabs', Buffer.from(`\uFEFF${tabbed}`, 'utf16le')],
    ['UTF-16 without a mark', Buffer.from(text, 'utf16le')],
    ['UTF-16 big-endian', bigEndian(`\uFEFF${text}`)],
    ['UTF-16 big-endian without a mark', bigEndian(tabbed)],
    ['line ends of CR alone', Buffer.from(text.replaceAll('\r\n', '\r'))],
    ['line ends of LF alone', Buffer.from(text.replaceAll('\r\n', '\n'))],
    ['tabs', Buffer.from(tabbed)],
    ['semicolons', Buffer.from(tabbed.replaceAll('\t', ';'))],
    ['bars', Buffer.from(tabbed.replaceAll('\t', '|'))],
    ['commas of full width', Buffer.from(tabbed.replaceAll('\t', '，'))],
    ['sep=,', Buffer.from(`sep=,\r\n${text}`)],
    ['sep=; with its delimiter', Buffer.from(`\uFEFFsep=;\r\n${tabbed.replaceAll('\t', ';')}`)],
    ['sep= and a tab', Buffer.from(`"sep=\t"\r\n${tabbed}`)],
    ['sep= and a sign of its own', Buffer.from(`sep=^\r\n${tabbed.replaceAll('\t', '^')}`)],
    ['two files, each with its mark', Buffer.from(`\uFEFF${file(row(1))}\uFEFF${file(rows[1] ?? '')}`)],
  ];
  describe.each([1, 2, 3, 100_000])('in pieces of %i bytes', (size) => {
    test.each(files)('%s', async (_, bytes) => {
      expect(await took(bytes, {}, size)).toEqual(whole(2));
      expect(await ownerOfVehicle(1)).toBe(ownerOf(1));
      expect((await register.find(vinOf(2)))?.model).toBe('测试 "轿车", 2 型');
    });
  });
  test('GB 18030, with a character that GBK has not', async () => {
    // 㓇 is 82 30 84 36 there, and 轿车 is BD CE B3 B5.
    const [before = '', after = ''] = file(row(1))
      .replace(/^.*\r\n/, '')
      .split('测试轿车1');
    const head = 'vin,model,class,ownerNumber,invoiceCode,invoiceNumber,transferred,plate\r\n';
    const english = after.replace('小型汽车', 'small').replace('否', 'no');
    const model = Buffer.from([0x82, 0x30, 0x84, 0x36, 0xbd, 0xce, 0xb3, 0xb5]);
    expect(await took(Buffer.concat([Buffer.from(head + before), model, Buffer.from(english)]))).toEqual(whole(1));
    expect((await register.find(vinOf(1)))?.model).toBe('㓇轿车');
  });
});

describe('SAFE-3 ELIG-2 what cannot be read says what it is', () => {
  const zip = (...names: string[]): Buffer =>
    Buffer.from(`PK\x03\x04\x14\0\0\0\x08\0${names.join('\0PK\x03\x04\0')}`, 'latin1');
  const markup = '<table><tr><td>车辆识别代号</td></tr></table>';
  test.each<readonly [string, string | Uint8Array, string]>([
    ['a workbook', zip('[Content_Types].xml', 'xl/workbook.xml'), 'xlsx'],
    ['an OpenDocument spreadsheet', zip('mimetypeapplication/vnd.oasis.opendocument.spreadsheet'), 'ods'],
    ['a text document', zip('[Content_Types].xml', 'word/document.xml'), 'document'],
    ['an archive', zip('cars.csv'), 'archive'],
    ['an old workbook', Buffer.from('d0cf11e0a1b11ae10000000000000000', 'hex'), 'xls'],
    ['a PDF', '%PDF-1.7\n%\u00e2\u00e3', 'pdf'],
    ['a photo', Buffer.from('ffd8ffe000104a4649460001', 'hex'), 'image'],
    ['a web page', `<html xmlns:x="urn:schemas-microsoft-com:office:excel">${markup}`, 'html'],
    ['a web page of which only a table is left', `\uFEFF\r\n${markup}`, 'html'],
    ['a web page in UTF-16', Buffer.from(`\uFEFF<!DOCTYPE html>${markup}`, 'utf16le'), 'html'],
    ['a web page in one file', 'MIME-Version: 1.0\r\nContent-Type: multipart/related', 'html'],
    ['XML', '<?xml version="1.0"?><Workbook/>', 'xml'],
    ['JSON lines', JSON.stringify({ vin: vinOf(1) }), 'json'],
    ['a JSON array', JSON.stringify([{ vin: vinOf(1) }]), 'jsonArray'],
    ['rows without a header', `${row(1)}\r\n${row(2)}\r\n`, 'noHeader'],
    ['a letter', '尊敬的车管所：\r\n请查收附件。\r\n', 'noHeader'],
    ['an unknown delimiter', file(row(1)).replaceAll(',', '~'), 'noHeader'],
    ['a program', Buffer.from('7f454c4602010100000000000000000003003e0001000000', 'hex'), 'binary'],
  ])('%s', async (_, bytes, what) => {
    for (const size of [1, 100_000]) expect(await take(bytes, {}, size)).toEqual({ outcome: 'unreadable', what });
    expect(await register.size()).toBe(0);
  });
  test.each(['xlsx', 'jsonArray'])('JSON lines that are %s', async (what) => {
    const bytes = what === 'xlsx' ? zip('[Content_Types].xml') : `[\n${JSON.stringify({ vin: vinOf(1) })}\n]`;
    expect(await take(bytes, { format: 'jsonl' })).toEqual({ outcome: 'unreadable', what });
  });
  test.each(['', '\r\n\r\n', '\uFEFF', ' \t\r', ',,,\r\n,,,'])('%j is empty', async (text) => {
    expect(await take(text)).toEqual({ outcome: 'empty' });
  });
  test('a file of any beginning of a good one takes nothing else in than the good one does', async () => {
    const bytes = Buffer.from(file(row(1), row(2)));
    for (let length = HEAD.length; length < bytes.length; length += 7) {
      await redis.flushAll();
      await take(bytes.subarray(0, length));
      for (const n of [1, 2]) expect([undefined, ownerOf(n)]).toContain(await ownerOfVehicle(n));
    }
  });
});

describe('ELIG-2 ACCT-4 a number that has lost digits never names another person', () => {
  /** Of a number that rounding makes another valid one of: what was meant, and what arrives. */
  const pairs = Array.from({ length: 1_000 }, (_, n) => idNumberOf(n))
    .filter((number) => !number.endsWith('X') && rounded(number) !== number && isValidIdNumber(rounded(number)))
    .map((number) => [number, rounded(number)] as const);
  const vehicle = (n: number, more: string): string =>
    `{"vin":"${vinOf(n)}","model":"测试","class":"small","invoiceCode":"123456789012",${more}}`;

  test('such numbers exist', () => expect(pairs.length).toBeGreaterThan(5));
  test('as a JSON number it is refused with its reason', async () => {
    const lines = pairs.map(([number], n) => vehicle(n, `"invoiceNumber":"12345678","ownerNumber":${number}`));
    const { bad, added, problems } = await took(lines.join('\n'), { format: 'jsonl' });
    expect({ bad, added }).toEqual({ bad: pairs.length, added: 0 });
    expect(problems[0]).toBe('1 ownerNumber digitsLost');
    for (const n of pairs.keys()) expect(await register.find(vinOf(n))).toBeUndefined();
  });
  test.each(['26130000000012345678', '2.6130000000012345e19', '12345678.5', '1e7', '-12345678', '9007199254740993'])(
    'an invoice number as the JSON number %s is refused',
    async (number) => {
      const line = vehicle(1, `"invoiceNumber":${number},"ownerNumber":"${idNumberOf(1)}"`);
      expect((await took(line, { format: 'jsonl' })).problems).toEqual(['1 invoiceNumber digitsLost']);
    },
  );
  test('a short JSON number is what it says: zeros lost at its front leave it too short', async () => {
    const line = (n: number, code: number, number: number): string =>
      vehicle(n, `"invoiceNumber":${number},"ownerNumber":"${idNumberOf(n)}"`).replace('"123456789012"', String(code));
    const lines = [line(1, 123456789012, 12345678), line(2, 11001900211, 12345678), line(3, 123456789012, 1234567)];
    expect(await took(lines.join('\n'), { format: 'jsonl' })).toEqual({
      rows: 3,
      added: 1,
      bad: 2,
      problems: ['2 invoiceCode invoiceCodeWrong', '3 invoiceNumber invoiceNumberWrong'],
    });
    expect(await register.find(vinOf(1))).toMatchObject({ invoiceCode: '123456789012', invoiceNumber: '12345678' });
  });
  test('an object names a field once', async () => {
    const twice = vehicle(
      1,
      `"invoiceNumber":"12345678","ownerNumber":"${idNumberOf(1)}","ownerNumber":"${idNumberOf(2)}"`,
    );
    expect((await took(`${twice}\n`, { format: 'jsonl' })).problems).toEqual(['1  jsonWrong']);
  });
  test('JSON that ends within an object says so; deep nesting is refused', async () => {
    const good = vehicle(1, `"invoiceNumber":"12345678","ownerNumber":"${idNumberOf(1)}"`);
    const cut = good.slice(0, -5);
    expect((await took(`${good}\n${'[{"a":'.repeat(1_300)}\n${cut}`, { format: 'jsonl' })).problems).toEqual([
      '2  jsonWrong',
      '3  rowCutOff',
    ]);
  });
  test.each(['9.99999E+17', '9.99999199001E+17', '9,99999E+17', '1.2345E+17', '9.99999e17', '##########'])(
    'a spreadsheet’s %s is refused with its reason',
    async (number) => {
      const all = cells(1).map((cell, i) => (i === 3 ? `"${number.replace(',', '.')}"` : cell));
      expect((await took(file(all.join(',')))).problems).toEqual(['2 ownerNumber digitsLost']);
    },
  );
  test('an invoice number, a code and a VIN alike', async () => {
    const all = cells(1).map((cell, i) =>
      i === 0 ? '1.23457E+16' : i === 4 ? '1.23457E+11' : i === 5 ? '2.613E+19' : cell,
    );
    expect((await took(file(all.join(',')))).problems).toEqual([
      '2 vin digitsLost invoiceCode digitsLost invoiceNumber digitsLost',
    ]);
  });
  test('one whose last three digits a spreadsheet made zeros of', async () => {
    const cut = (n: number): string => `${idNumberOf(n).slice(0, 15)}000`;
    // 100 ends with 000 by itself, and has a check digit that fits.
    expect(isValidIdNumber(cut(100))).toBe(true);
    expect(idNumberCheckDigit(cut(200))).not.toBe('0');
    const mangled = [100, 200, 300].map((n) => row(n).replace(idNumberOf(n), cut(n)));
    expect((await took(file(...mangled))).problems).toEqual([
      '2 ownerNumber digitsLost',
      '3 ownerNumber digitsLost',
      '4 ownerNumber digitsLost',
    ]);
    expect(await register.size()).toBe(0);
    // In a file whose other numbers are whole it is somebody’s own, and so it is where it is marked as text.
    expect(await took(file(row(99), row(100), row(101)))).toEqual(whole(3));
    await redis.flushAll();
    expect(await took(file(row(100).replace(idNumberOf(100), `'${idNumberOf(100)}`), mangled[1] ?? ''))).toMatchObject({
      added: 1,
      problems: ['3 ownerNumber digitsLost'],
    });
  });
  test('of one vehicle’s rows the last counts, also where the first had to wait', async () => {
    const [first, second] = [row(100), row(100).replace(idNumberOf(100), idNumberOf(101))];
    await took(file(first, second));
    expect(await ownerOfVehicle(100)).toBe(ownerOf(101));
    await took(file(second, first));
    expect(await ownerOfVehicle(100)).toBe(ownerOf(100));
  });
  test('nobody was born in the future, or in the year 1', async () => {
    const born = (day: string): string => {
      const head = `999999${day}001`;
      return head + idNumberCheckDigit(head);
    };
    const rows = ['20261130', '00010101', '18000101', '20261129'].map((day, n) =>
      row(n).replace(idNumberOf(n), born(day)),
    );
    expect(await took(file(...rows))).toEqual({
      rows: 4,
      added: 1,
      bad: 3,
      problems: [2, 3, 4].map((line) => `${line} ownerNumber ownerNumberWrong`),
    });
  });
});

describe('ELIG-2 a fully digital invoice has twenty digits and no code', () => {
  const digital = (n: number, code: string, number = '26130000000012345678'): string =>
    cells(n)
      .map((cell, i) => (i === 4 ? code : i === 5 ? number : cell))
      .join(',');
  test('it is taken, whatever stands where a code would', async () => {
    expect(await took(file(...['', '-', '/', '无', '123456789012'].map((code, n) => digital(n, code))))).toEqual(
      whole(5),
    );
    for (const n of [0, 1, 2, 3, 4])
      expect(await register.find(vinOf(n))).toMatchObject({ invoiceCode: '', invoiceNumber: '26130000000012345678' });
  });
  test('an invoice of the older kind needs its code', async () => {
    expect((await took(file(digital(1, '', '12345678')))).problems).toEqual(['2 invoiceCode missing']);
  });
  test('the column of codes may be missing, and JSON may leave it out', async () => {
    const without = (list: readonly string[]): string => list.filter((_, i) => i !== 4).join(',');
    expect(await took(`${without(NAMES)}\n${without(digital(1, '').split(','))}\n`)).toEqual(whole(1));
    const fields = { vin: vinOf(2), model: '测试', class: '小型轿车', ownerNumber: idNumberOf(2) };
    const lines = [
      { ...fields, invoiceNumber: '26130000000012345678' },
      { ...fields, vin: vinOf(3), invoiceCode: null, invoiceNumber: '26130000000012345679' },
    ];
    expect(await took(lines.map((each) => JSON.stringify(each)).join('\n'), { format: 'jsonl' })).toEqual(whole(2));
  });
});
