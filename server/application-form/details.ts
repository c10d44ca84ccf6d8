import { z } from 'zod';
import { isDigitalInvoice, readForm } from '../identity/form.ts';

/**
 * What the form asks for (ELIG-2), and how each field is read. All are required, and carry an asterisk; but a fully
 * digital invoice has no code.
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

/** The form as it is kept: each field has been read. */
export const details = z.object({
  vin: z.string(),
  invoiceCode: z.string(),
  invoiceNumber: z.string(),
  address: z.string(),
  contactName: z.string(),
  contactMobile: z.string(),
});
export type Details = z.infer<typeof details>;

/** Reads the form; `problems` is empty where every field will do. */
export const readDetails = (given: Details) => {
  const { values, problems } = readForm(FIELDS, given);
  if (!isDigitalInvoice(values.invoiceNumber)) return { values, problems };
  return { values: { ...values, invoiceCode: '' }, problems: problems.filter(({ field }) => field !== 'invoiceCode') };
};
