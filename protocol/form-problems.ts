import { z } from 'zod';
import { type RefusalCode, refusals } from './refusals.ts';

type Entry = { readonly zh: string; readonly en: string };

/** What can be wrong with one field of a form, each with its sentence (ACCT-4, FLOW-1). */
const wrong = {
  missing: { zh: '此项必填。', en: 'This field is required.' },
  nameWrong: {
    zh: '姓名或单位名称应为 2 至 64 个字符，不得含尖括号或控制字符。',
    en: 'A name has 2 to 64 characters, without control characters or angle brackets.',
  },
  idNumberWrong: {
    zh: '身份证号码不正确：应为 18 位，且出生日期与校验码须正确。',
    en: 'This is no identity number: it has 18 characters, a real day of birth, and a check digit that fits.',
  },
  creditCodeWrong: {
    zh: '统一社会信用代码不正确：应为 18 位，且校验码须正确。',
    en: 'This is no unified social credit code: it has 18 characters and a check character that fits.',
  },
  mobileWrong: {
    zh: '手机号码不正确：应为 11 位中国大陆手机号码。',
    en: 'This is no mobile number of mainland China: it has 11 digits and begins with 13 to 19.',
  },
  userNameWrong: {
    zh: '用户名应为 4 至 32 位，以字母开头，只含字母、数字、下划线和连字符，且不得以 demo 开头。',
    en: 'A user name has 4 to 32 letters, digits, underscores and hyphens, begins with a letter, and not with “demo”.',
  },
  userNameTaken: { zh: '该用户名已被使用，请换一个。', en: 'This user name is taken. Please choose another.' },
  passPhraseWeak: {
    zh: '口令应为 10 至 128 个字符，至少含 5 种不同字符，且不得包含用户名、手机号码或身份证号码。',
    en: 'A pass-phrase has 10 to 128 characters, at least 5 different ones, and holds neither the user name, nor the mobile, nor the identity number.',
  },
  passPhraseCommon: {
    zh: '该口令过于常见，容易被猜中，请换一个。常用口令加上数字、符号或重复一遍也不行。',
    en: 'Many people choose this pass-phrase, so it is guessed first. Please choose another; digits, signs or a repetition do not help a common one.',
  },
  passPhraseSame: { zh: '新口令不得与原口令相同。', en: 'The new pass-phrase must differ from the old one.' },
  vinWrong: {
    zh: '车辆识别代号不正确：应为 17 位，不含字母 I、O、Q，且第 9 位校验码须正确。',
    en: 'This is no VIN: it has 17 characters without I, O and Q, and its ninth is a check digit that fits.',
  },
  invoiceCodeWrong: {
    zh: '发票代码应为 10 位或 12 位数字；如为 11 位，可能丢失了开头的 0。',
    en: 'An invoice code has 10 or 12 digits; one of 11 has probably lost a zero at its front.',
  },
  invoiceNumberWrong: {
    zh: '发票号码应为 8 位数字；数电发票为 20 位数字，且没有发票代码。',
    en: 'An invoice number has 8 digits, or 20 on a fully digital invoice, which has no code.',
  },
  addressWrong: {
    zh: '详细地址应为 5 至 200 个字符。',
    en: 'A detailed address has 5 to 200 characters.',
  },
  ownerNumberWrong: {
    zh: '所有人证件号码应为正确的身份证号码或统一社会信用代码。',
    en: 'The owner is named by an identity number or a unified social credit code, with a check digit that fits.',
  },
  classWrong: {
    zh: '无法识别车辆类型：应为 GA 802 中的名称（如“小型轿车”）或号牌种类（如“小型汽车”）。',
    en: 'Unknown class: it has a name of GA 802 such as 小型轿车, or is the kind of plate, such as 小型汽车.',
  },
  yesOrNoWrong: { zh: '应填“是”或“否”。', en: 'This is either yes or no.' },
  plateWrong: { zh: '号牌号码格式不正确。', en: 'This is no plate number.' },
  holidaysWrong: {
    zh: '放假日至少一天，须在该年之内，且须为周一至周五；周末不必填写。',
    en: 'There is at least one holiday, each in that year and on Monday to Friday; weekends need not be named.',
  },
  makeUpDaysWrong: {
    zh: '调休上班日须在该年之内，且须为周六或周日。',
    en: 'Each make-up day is in that year, and on a Saturday or Sunday.',
  },
  positionsMiscounted: {
    zh: '位数须与号池中已有的号段一致。',
    en: 'All blocks of a pool have as many positions.',
  },
  positionWrong: {
    zh: '各位字符须先数字、后字母，按顺序排列且不重复。',
    en: 'The characters of a position are distinct and in order, digits before letters.',
  },
  formulaWrong: {
    zh: '以 =、+、-、@ 开头的内容会被电子表格当作公式执行，未导入。',
    en: 'What begins with =, +, - or @ would be run as a formula by a spreadsheet, and is not taken in.',
  },
  rowTooLong: { zh: '本行过长，未导入。', en: 'The row is too long.' },
  quoteOpen: { zh: '本行引号没有配对，未导入。', en: 'A quotation mark of this row is never closed.' },
  cellsMiscounted: {
    zh: '本行与表头不一致：缺少必填单元格，或在表头之外还有内容，未导入。',
    en: 'The row does not fit the header: required cells are missing, or something stands beyond the last column.',
  },
  rowCutOff: {
    zh: '文件在本行中间结束，可能不完整，未导入。',
    en: 'The file ends within this row, and is perhaps not whole.',
  },
  digitsLost: {
    zh: '数字在途中丢失了末几位（电子表格或 JSON 数字最多保留 15 至 16 位），未导入。请将该列设为文本，由原始数据重新导出。',
    en: 'The number has lost digits on its way: spreadsheets and JSON numbers keep 15 or 16. Make it text, and export it anew from the original data.',
  },
  encodingWrong: {
    zh: '本行含有无法识别的字符编码，未导入。',
    en: 'The row has bytes that are no characters of the file’s encoding.',
  },
  jsonWrong: { zh: '本行不是 JSON 对象，未导入。', en: 'The row is no JSON object.' },
} as const satisfies Record<string, Entry>;

type FormProblemCode = keyof typeof wrong;

/** Refusals that concern one field, and are shown beside it too. */
export type FieldCode = FormProblemCode | RefusalCode;

export const fieldProblem = z
  .object({
    field: z.string(),
    code: z.enum([...Object.keys(wrong), ...Object.keys(refusals)] as [FieldCode, ...FieldCode[]]),
    zh: z.string(),
    en: z.string(),
  })
  .describe('The fault of one field: a code of a closed list, and a sentence in each language.');
export type FieldProblem = z.infer<typeof fieldProblem>;

const isOfForm = (code: FieldCode): code is FormProblemCode => Object.hasOwn(wrong, code);

/** The wire form of one field's problem. */
export const problemOf = (field: string, code: FieldCode): FieldProblem => {
  const { zh, en } = isOfForm(code) ? wrong[code] : refusals[code];
  return { field, code, zh, en };
};
