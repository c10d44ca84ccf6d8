import { type FieldCode, type FieldProblem, problemOf } from '../../../protocol/form-problems.ts';
import { plateOf } from '../../../protocol/normal-form.ts';
import type { AccountStore } from '../../identity/account-store.ts';
import { readField } from '../../identity/form.ts';
import type { RegisteredVehicle } from '../register.ts';

/** The columns of an import; each may be called by its English or its Chinese name. */
export const COLUMNS = {
  vin: '车辆识别代号',
  model: '车辆型号',
  class: '车辆类型',
  ownerNumber: '所有人证件号码',
  invoiceCode: '发票代码',
  invoiceNumber: '发票号码',
  transferred: '二手车',
  plate: '号牌号码',
} as const;
export type Column = keyof typeof COLUMNS;
export const columnNames = Object.keys(COLUMNS) as Column[];

/** Where a column is called by this name; spaces, case and the mark of a spreadsheet's first cell do not matter. */
export const columnOf = (name: string): Column | undefined => {
  const plain = name.replaceAll(/[\s\uFEFF_]/g, '').toLowerCase();
  return columnNames.find((column) => plain === column.toLowerCase() || plain === COLUMNS[column]);
};

const CLASSES: Readonly<Record<string, RegisteredVehicle['class']>> = {
  small: 'small',
  小型汽车: 'small',
  小型: 'small',
  other: 'other',
  其他: 'other',
  大型汽车: 'other',
};
const YES = ['true', '1', 'yes', 'y', '是'];
const NO = ['false', '0', 'no', 'n', '否', ''];

/** The only column of free words: what a spreadsheet would run stays out of the register, and of every table made of it. */
const FORMULA = /^\s*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]/;

/** Reads one entry, or says what is wrong with each of its fields. Nothing in it is ever evaluated: text is text. */
export const readEntry = (
  given: Readonly<Record<Column, string>>,
  accounts: Pick<AccountStore, 'ownerOf'>,
): RegisteredVehicle | { readonly problems: FieldProblem[] } => {
  const problems: FieldProblem[] = [];
  const wrong = (field: Column, code: FieldCode): '' => {
    problems.push(problemOf(field, code));
    return '';
  };
  const field = (column: Column, rule: Parameters<typeof readField>[0]): string => {
    const read = readField(rule, given[column]);
    return 'value' in read ? read.value : wrong(column, read.code);
  };
  const vin = field('vin', 'vin');
  const model = FORMULA.test(given.model) ? wrong('model', 'formulaWrong') : field('model', 'name');
  const invoiceCode = field('invoiceCode', 'invoiceCode');
  const invoiceNumber = field('invoiceNumber', 'invoiceNumber');
  const [person, organisation] = [readField('idNumber', given.ownerNumber), readField('creditCode', given.ownerNumber)];
  const owner =
    'value' in person
      ? accounts.ownerOf('individual', person.value)
      : 'value' in organisation
        ? accounts.ownerOf('organisation', organisation.value)
        : undefined;
  if (owner === undefined) wrong('ownerNumber', given.ownerNumber.trim() === '' ? 'missing' : 'ownerNumberWrong');
  const kind = CLASSES[given.class.trim().toLowerCase()];
  if (kind === undefined) wrong('class', 'classWrong');
  const transferred = given.transferred.trim().toLowerCase();
  if (!YES.includes(transferred) && !NO.includes(transferred)) wrong('transferred', 'yesOrNoWrong');
  const plate = plateOf(given.plate);
  if (plate !== '' && !/^\p{Script=Han}[A-Z][0-9A-Z]{5,6}$/u.test(plate)) wrong('plate', 'plateWrong');
  if (problems.length > 0 || owner === undefined || kind === undefined) return { problems };
  return {
    vin,
    model,
    class: kind,
    owner,
    invoiceCode,
    invoiceNumber,
    transferred: YES.includes(transferred),
    plate: plate === '' ? null : plate,
  };
};
