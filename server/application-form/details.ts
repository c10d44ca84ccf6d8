import { z } from 'zod';
import { isDigitalInvoice, readForm } from '../identity/form.ts';

/**
 * The form's fields (ELIG-2), and the rule of each. All are required and carry an asterisk, except that a fully digital
 * invoice has no code.
 */
const FIELDS = {
  vin: 'vin',
  invoiceCode: 'invoiceCode',
  invoiceNumber: 'invoiceNumber',
  address: 'address',
  contactName: 'name',
  contactMobile: 'mobile',
} as const;

export const requiredFields = Object.keys(FIELDS);

/** The stored form, with normalised fields. */
export const details = z.object({
  vin: z.string(),
  invoiceCode: z.string(),
  invoiceNumber: z.string(),
  address: z.string(),
  contactName: z.string(),
  contactMobile: z.string(),
});
export type Details = z.infer<typeof details>;

/** Normalises the form; `problems` is empty if every field is valid. */
export const readDetails = (given: Details) => {
  const { values, problems } = readForm(FIELDS, given);
  if (!isDigitalInvoice(values.invoiceNumber)) return { values, problems };
  return { values: { ...values, invoiceCode: '' }, problems: problems.filter(({ field }) => field !== 'invoiceCode') };
};
