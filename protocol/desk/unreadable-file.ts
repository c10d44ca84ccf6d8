import { z } from 'zod';

/** What a file is that an import cannot read. */
export const unreadableFile = z.enum([
  'xlsx',
  'xls',
  'ods',
  'pdf',
  'html',
  'xml',
  'image',
  'document',
  'archive',
  'json',
  'jsonArray',
  'noHeader',
  'binary',
]);
export type UnreadableFile = z.infer<typeof unreadableFile>;
