import { readPage } from './page.ts';

/** JSON as a page shows it. */
export type Shown = null | boolean | number | string | readonly Shown[] | { readonly [key: string]: Shown };

/** One captioned example: what the client sends, the answer to it, or what the server says unasked. */
export type Example = { readonly from: '→' | '←' | '⇐'; readonly what: string; readonly body: Shown | undefined };

export const page = readPage('docs/clients.md');

/** The captioned examples of the page, in their order. */
export const examplesIn = (text: string): Example[] =>
  [...text.matchAll(/^\*\*([→←⇐]) (.+)\*\*\n(?:\n```json\n([^`]*)```)?/gm)].map(([, from, what = '', body]) => ({
    from: from as Example['from'],
    what,
    body: body === undefined ? undefined : (JSON.parse(body) as Shown),
  }));
