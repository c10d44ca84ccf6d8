import type { UnreadableFile } from '../../../protocol/desk/unreadable-file.ts';
import { utf16Of } from './text.ts';

/** Bytes from which a file's kind is detected. */
export const HEAD_BYTES = 4_096;

/** The first bytes of other kinds of files; in a zip the names of its parts follow. */
const MAGIC: readonly (readonly [string, UnreadableFile])[] = [
  ['\xD0\xCF\x11\xE0', 'xls'],
  ['%PDF-', 'pdf'],
  ['\x89PNG', 'image'],
  ['\xFF\xD8\xFF', 'image'],
  ['GIF8', 'image'],
  ['{\\rtf', 'document'],
  ['\x1F\x8B', 'archive'],
  ['Rar!', 'archive'],
  ['7z\xBC\xAF', 'archive'],
];
const MARKUP = /^(?:mime-version:|<(?:!doctype|html|head|meta|style|table|body)\b)/i;

/** Detects from the first bytes a file that is not a table of text; undefined if it may be one. */
export const unreadableKindOf = (head: Uint8Array, format: 'csv' | 'jsonl'): UnreadableFile | undefined => {
  const bytes = Buffer.from(head).toString('latin1');
  if (bytes.startsWith('PK\x03\x04')) return zipKindOf(bytes);
  const magic = MAGIC.find(([start]) => bytes.startsWith(start));
  if (magic !== undefined) return magic[1];
  const wide = utf16Of(head);
  const text = new TextDecoder(wide ?? 'utf-8').decode(head).trimStart();
  if (MARKUP.test(text)) return 'html';
  if (/^<\?xml/i.test(text)) return 'xml';
  if (/^\[\s*[[{]/.test(text)) return 'jsonArray';
  if (format === 'csv' && /^\{\s*"/.test(text)) return 'json';
  return format === 'csv' && wide === undefined && head.includes(0) ? 'binary' : undefined;
};

const zipKindOf = (bytes: string): UnreadableFile => {
  if (bytes.includes('opendocument.spreadsheet')) return 'ods';
  if (bytes.includes('word/') || bytes.includes('ppt/') || bytes.includes('opendocument')) return 'document';
  return bytes.includes('xl/') || bytes.includes('[Content_Types].xml') ? 'xlsx' : 'archive';
};
