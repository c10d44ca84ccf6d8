import { type FieldCode, type FieldProblem, problemOf } from '../../../protocol/form-problems.ts';
import { codeOf, plainText, plateOf } from '../../../protocol/normal-form.ts';
import type { AccountStore } from '../../identity/account-store.ts';
import { isDigitalInvoice, readField } from '../../identity/form.ts';
import type { RegisteredVehicle } from '../register.ts';
import { vehicleClassOf } from './vehicle-classes.ts';

/** The columns of an import, by their English names, with their other names. */
export const COLUMNS = {
  vin: ['车辆识别代号', '车辆识别代码', '车架号', '车架号码'],
  model: ['车辆型号'],
  class: ['车辆类型', '号牌种类'],
  ownerNumber: ['所有人证件号码', '机动车所有人证件号码', '身份证明号码'],
  invoiceCode: ['发票代码'],
  invoiceNumber: ['发票号码'],
  transferred: ['二手车'],
  plate: ['号牌号码'],
} as const;
export type Column = keyof typeof COLUMNS;
export const columnNames = Object.keys(COLUMNS) as Column[];

/** Data that a new vehicle rarely has: a file may omit these columns, and a row these cells. */
export const OPTIONAL: readonly Column[] = ['invoiceCode', 'transferred', 'plate'];
export const REQUIRED: readonly Column[] = columnNames.filter((column) => !OPTIONAL.includes(column));

/** Finds the column of a name, ignoring width, case, blanks, asterisks and text in brackets. */
export const columnOf = (name: string): Column | undefined => {
  const plain = codeOf(name).replaceAll(/\([^)]*\)|[*_:]/g, '');
  return columnNames.find((column) => {
    const names: readonly string[] = COLUMNS[column];
    return plain === column.toUpperCase() || names.includes(plain);
  });
};

/** A cell of the file. `number`: the digits of a JSON number, as written. */
export type Cell = string | { readonly number: string } | undefined;

/** One row: its cells as text, and the columns whose numbers have lost digits. */
export type Entry = { readonly cells: Readonly<Record<Column, string>>; readonly lost: readonly Column[] };

/** A spreadsheet's notation for text that looks like a number. A line end in a cell counts as a blank. */
const QUOTED_FORMULA = /^\s*="([^"]*)"\s*$/;

export const entryOf = (cellOf: (column: Column) => Cell): Entry => {
  const cells = columnNames.map((column) => [column, cellOf(column) ?? ''] as const);
  const texts = cells.map(
    ([column, cell]) =>
      [
        column,
        typeof cell === 'string' ? cell.replace(QUOTED_FORMULA, "'$1").replaceAll(/\s+/g, ' ') : cell.number,
      ] as const,
  );
  return {
    cells: Object.fromEntries(texts) as Record<Column, string>,
    lost: cells.flatMap(([column, cell]) => (IDENTIFIERS.includes(column) && hasLostDigits(cell) ? [column] : [])),
  };
};

const IDENTIFIERS: readonly Column[] = ['vin', 'ownerNumber', 'invoiceCode', 'invoiceNumber'];

/**
 * Whether a number has lost digits: a spreadsheet writes long ones with an exponent, or as a row of `#`; a JSON number
 * beyond 2^53 was rounded by its writer, or will be by a reader.
 */
const hasLostDigits = (cell: Exclude<Cell, undefined>): boolean =>
  typeof cell === 'string'
    ? /^(?:[+-]?\d+(?:\.\d*)?E[+-]?\d+|#+)$/i.test(plainText(cell))
    : !/^\d+$/.test(cell.number) || !Number.isSafeInteger(Number(cell.number));

/**
 * Whether an identity number may have lost its end: spreadsheets keep fifteen digits and write zeros for the rest. A
 * cell marked as text was never a number.
 */
export const mayBeRounded = ({ cells }: Entry): boolean =>
  /^\d{15}000$/.test(codeOf(cells.ownerNumber)) && !/^\s*['’]/.test(cells.ownerNumber);

const YES = ['TRUE', '1', 'YES', 'Y', 'T', '是', '有', '真', '√', '✓', '✔', '☑'];
const NO = ['FALSE', '0', 'NO', 'N', 'F', '否', '不是', '非', '假', '×', '✗', '✘', '☐'];
/** Notations for an empty cell; dashes are already removed. */
const NOTHING = ['', '/', '\\', '无', 'NULL', 'NONE', 'N/A', '#N/A'];

/**
 * The only free-text column rejects spreadsheet formulas: they must not enter the register, or any table made from it.
 */
const FORMULA = /^[=+\-@]/;

/** Parses one entry, or returns the problems of its fields. Nothing in it is evaluated: text stays text. */
export const readEntry = (
  { cells, lost }: Entry,
  accounts: Pick<AccountStore, 'ownerOf'>,
  now: number,
): RegisteredVehicle | { readonly problems: FieldProblem[] } => {
  const problems: FieldProblem[] = [];
  const wrong = (field: Column, code: FieldCode): '' => {
    problems.push(problemOf(field, lost.includes(field) ? 'digitsLost' : code));
    return '';
  };
  const field = (column: Column, rule: Parameters<typeof readField>[0]): string => {
    if (lost.includes(column)) return wrong(column, 'digitsLost');
    const read = readField(rule, cells[column], now);
    return 'value' in read ? read.value : wrong(column, read.code);
  };
  const isNothing = (column: Column): boolean => NOTHING.includes(codeOf(cells[column]));
  const vin = field('vin', 'vin');
  const model = FORMULA.test(plainText(cells.model)) ? wrong('model', 'formulaWrong') : field('model', 'name');
  // A fully digital invoice has no code, but a file may hold that of an older paper one beside it.
  const isDigital = isDigitalInvoice(cells.invoiceNumber);
  const invoiceCode = isDigital
    ? ''
    : isNothing('invoiceCode')
      ? wrong('invoiceCode', 'missing')
      : field('invoiceCode', 'invoiceCode');
  const invoiceNumber = field('invoiceNumber', 'invoiceNumber');
  const owner = lost.includes('ownerNumber') ? undefined : ownerOf(cells.ownerNumber, accounts, now);
  if (owner === undefined) {
    const code = codeOf(cells.ownerNumber) === '' ? 'missing' : 'ownerNumberWrong';
    wrong('ownerNumber', mayBeRounded({ cells, lost }) ? 'digitsLost' : code);
  }
  const kind = vehicleClassOf(cells.class);
  if (kind === undefined) wrong('class', codeOf(cells.class) === '' ? 'missing' : 'classWrong');
  const transferred = codeOf(cells.transferred);
  const isTransferred = YES.includes(transferred);
  if (!isTransferred && !NO.includes(transferred) && !isNothing('transferred')) wrong('transferred', 'yesOrNoWrong');
  const plate = isNothing('plate') ? '' : plateOf(cells.plate);
  if (plate !== '' && !/^\p{Script=Han}[A-Z][0-9A-Z]{5,6}$/u.test(plate)) wrong('plate', 'plateWrong');
  if (problems.length > 0 || owner === undefined || kind === undefined) return { problems };
  return {
    vin,
    model,
    class: kind,
    owner,
    invoiceCode,
    invoiceNumber,
    transferred: isTransferred,
    plate: plate === '' ? null : plate,
  };
};

const ownerOf = (number: string, accounts: Pick<AccountStore, 'ownerOf'>, now: number) => {
  const [person, organisation] = [readField('idNumber', number, now), readField('creditCode', number)];
  if ('value' in person) return accounts.ownerOf('individual', person.value);
  return 'value' in organisation ? accounts.ownerOf('organisation', organisation.value) : undefined;
};
