import { type FieldCode, type FieldProblem, problemOf } from '../../protocol/form-problems.ts';
import { codeOf, mobileOf, nameOf, plainText, userNameOf } from '../../protocol/normal-form.ts';
import { isValidCreditCode } from './credit-code.ts';
import { isValidIdNumber } from './id-number.ts';
import { isValidMobile } from './mobile.ts';
import { isValidVin } from './vin.ts';

const isText =
  (least: number, most: number) =>
  (text: string): boolean =>
    [...text].length >= least && [...text].length <= most && !/[\p{Cc}<>]/u.test(text);

type Rule = {
  readonly code: FieldCode;
  readonly tidy: (text: string) => string;
  readonly is: (text: string, now?: number) => boolean;
};

/** The rule of each kind of field, and the code of its refusal (ACCT-4, ELIG-2). */
export const rules = {
  name: { code: 'nameWrong', tidy: nameOf, is: isText(2, 64) },
  idNumber: { code: 'idNumberWrong', tidy: codeOf, is: isValidIdNumber },
  creditCode: { code: 'creditCodeWrong', tidy: codeOf, is: isValidCreditCode },
  mobile: { code: 'mobileWrong', tidy: mobileOf, is: isValidMobile },
  userName: {
    code: 'userNameWrong',
    tidy: userNameOf,
    is: (text: string) => /^(?!demo)[a-z][a-z0-9_-]{3,31}$/.test(text),
  },
  vin: { code: 'vinWrong', tidy: codeOf, is: isValidVin },
  invoiceCode: { code: 'invoiceCodeWrong', tidy: codeOf, is: (text: string) => /^(\d{10}|\d{12})$/.test(text) },
  invoiceNumber: { code: 'invoiceNumberWrong', tidy: codeOf, is: (text: string) => /^(\d{8}|\d{20})$/.test(text) },
  address: { code: 'addressWrong', tidy: plainText, is: isText(5, 200) },
} as const satisfies Record<string, Rule>;
type RuleName = keyof typeof rules;

/** Whether an invoice number is a fully digital invoice's (数电发票): it has twenty digits, and no code beside it. */
export const isDigitalInvoice = (invoiceNumber: string): boolean => /^\d{20}$/.test(codeOf(invoiceNumber));

/**
 * The normalised value of one field, or the code of its refusal.
 *
 * @param now a later day of birth is invalid; a search for stored values needs none
 */
export const readField = (
  rule: RuleName,
  text: string,
  now?: number,
): { readonly value: string } | { readonly code: FieldCode } => {
  const value = rules[rule].tidy(text);
  if (value === '') return { code: 'missing' };
  return rules[rule].is(value, now) ? { value } : { code: rules[rule].code };
};

/** A form's normalised values, and all its problems in the order of its fields. */
export const readForm = <F extends string>(
  fields: Readonly<Record<F, RuleName>>,
  given: Readonly<Record<NoInfer<F>, string>>,
  now?: number,
): { readonly values: Record<F, string>; readonly problems: FieldProblem[] } => {
  const problems: FieldProblem[] = [];
  const values: Record<F, string> = { ...given };
  for (const field of Object.keys(fields) as F[]) {
    const read = readField(fields[field], given[field], now);
    if ('value' in read) values[field] = read.value;
    else problems.push(problemOf(field, read.code));
  }
  return { values, problems };
};
