/** Something that was planted, and what it is. */
export type Canary = { readonly what: string; readonly text: string };
/** A place where none may be found. */
export type Place = { readonly name: string; readonly content: Buffer | string };

/** A few digits stand by chance in any large number, and count only where nothing of their kind touches them. */
const FEW_DIGITS = /^\d{1,7}$/;

/** Finds planted texts, whole or in another dress; answers what was found where, without the text itself. */
export const findCanaries = (places: readonly Place[], canaries: readonly Canary[]): string[] => {
  const sought = canaries.flatMap(({ what, text }) =>
    [...formsOf(text)].map(([form, bytes]) => ({ what, form, bytes })),
  );
  return places.flatMap(({ name, content }) => {
    const bytes = Buffer.isBuffer(content) ? content : Buffer.from(content);
    return sought.filter((each) => holds(bytes, each.bytes)).map(({ what, form }) => `${name}: ${what}, ${form}`);
  });
};

/** The dresses of a text, each once: as it is, and as URLs, JSON, bytes in hex and base64 have it. */
const formsOf = (text: string): Map<string, Buffer> => {
  const bytes = Buffer.from(text);
  const hex = bytes.toString('hex');
  const url = encodeURIComponent(text);
  const json = text.replaceAll(/[^\x20-\x7e]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
  const forms: [string, string][] = [
    ['whole', text],
    ['in a URL', url],
    ['in a URL, small', url.toLowerCase()],
    ['in JSON', json],
    ['in JSON, large', json.replaceAll(/\\u\w{4}/g, (escape) => `\\u${escape.slice(2).toUpperCase()}`)],
    ['in hex', hex],
    ['in large hex', hex.toUpperCase()],
    ...[0, 1, 2].flatMap((offset): [string, string][] => {
      const inner = base64Within(bytes, offset);
      return [
        [`in base64 at ${offset}`, inner],
        [`in base64url at ${offset}`, inner.replaceAll('+', '-').replaceAll('/', '_')],
      ];
    }),
  ];
  const seen = new Set<string>();
  return new Map(
    forms.flatMap(([form, dressed]): [string, Buffer][] => {
      if (seen.has(dressed)) return [];
      seen.add(dressed);
      return [[form, Buffer.from(dressed)]];
    }),
  );
};

/** What stays the same of a text's base64 in the middle of other bytes, of which so many more than a multiple of 3 stand before. */
const base64Within = (bytes: Buffer, offset: number): string => {
  const begin = [0, 2, 3][offset] ?? 0;
  const end = Math.floor(((offset + bytes.length) * 8) / 6);
  return Buffer.concat([Buffer.alloc(offset), bytes])
    .toString('base64')
    .slice(begin, end);
};

const isWord = (byte: number | undefined): boolean => byte !== undefined && /[\w-]/.test(String.fromCharCode(byte));

const holds = (place: Buffer, sought: Buffer): boolean => {
  const standsAlone = FEW_DIGITS.test(sought.toString('latin1'));
  for (let at = place.indexOf(sought); at >= 0; at = place.indexOf(sought, at + 1)) {
    if (!standsAlone || (!isWord(place[at - 1]) && !isWord(place[at + sought.length]))) return true;
  }
  return false;
};
