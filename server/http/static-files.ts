import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';

/** Answers a request for a page or one of its parts; undefined if no file has that name. */
export type StaticFiles = (request: Request) => Response | undefined;

type Encoding = 'br' | 'gzip' | 'identity';
type Variant = { readonly body: Uint8Array<ArrayBuffer>; readonly etag: string };
type StaticFile = { readonly headers: readonly [string, string][]; readonly variants: ReadonlyMap<Encoding, Variant> };

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
};
/** The best first: among equal weights, the smallest variant is sent. */
const ENCODINGS = [
  ['br', '.br'],
  ['gzip', '.gz'],
  ['identity', ''],
] as const;

/**
 * Reads a folder of built pages into memory, with their `.br` and `.gz` copies. File names in `assets/` contain a hash
 * of the content, so browsers cache them for ever; other files are revalidated each time, with 304 while unchanged. A
 * missing folder counts as empty: in development Vite serves the pages.
 */
export const loadStaticFiles = async (folder: string): Promise<StaticFiles> => {
  const files = await readFolder(folder);
  return (request) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return undefined;
    const path = pathOf(request.url);
    const file = path === undefined ? undefined : files.get(path);
    return file && answer(request, file);
  };
};

const readFolder = async (folder: string): Promise<ReadonlyMap<string, StaticFile>> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    },
  );
  const paths = new Set(entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)));
  const files = new Map<string, StaticFile>();
  for (const path of paths) {
    if (/\.(br|gz)$/.test(path)) continue;
    const name = relative(folder, path).split(sep).join('/');
    files.set(addressOf(name), {
      headers: headersOf(name),
      variants: await readVariants(path, paths),
    });
  }
  return files;
};

/** A page's path has no extension: `index.html` is `/`, and `desk.html` is `/desk`. */
const addressOf = (name: string): string => (name === 'index.html' ? '/' : `/${name.replace(/\.html$/, '')}`);

const headersOf = (name: string): [string, string][] => [
  ['content-type', TYPES[extname(name)] ?? 'application/octet-stream'],
  ['cache-control', name.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache'],
  ['vary', 'accept-encoding'],
  ['x-content-type-options', 'nosniff'],
];

const readVariants = async (path: string, paths: ReadonlySet<string>): Promise<ReadonlyMap<Encoding, Variant>> => {
  const variants = new Map<Encoding, Variant>();
  const original = await readFile(path);
  const hash = createHash('sha256').update(original).digest('base64url').slice(0, 22);
  for (const [encoding, ending] of ENCODINGS) {
    if (!paths.has(path + ending)) continue;
    // Each encoding has its own ETag, so that a cache does not mix them up.
    const body = new Uint8Array(ending === '' ? original : await readFile(path + ending));
    variants.set(encoding, { body, etag: `"${hash}${ending}"` });
  }
  return variants;
};

const pathOf = (url: string): string | undefined => {
  try {
    return decodeURIComponent(new URL(url).pathname);
  } catch {
    return undefined;
  }
};

const answer = (request: Request, file: StaticFile): Response | undefined => {
  const liked = likedEncodings(request.headers.get('accept-encoding'));
  const encoding = liked.find((each) => file.variants.has(each)) ?? 'identity';
  const variant = file.variants.get(encoding);
  if (!variant) return undefined;
  const headers = new Headers([...file.headers, ['etag', variant.etag]]);
  if (isKnown(request.headers.get('if-none-match'), variant.etag)) return new Response(null, { status: 304, headers });
  if (encoding !== 'identity') headers.set('content-encoding', encoding);
  headers.set('content-length', String(variant.body.length));
  return new Response(request.method === 'HEAD' ? null : variant.body, { headers });
};

/** The accepted encodings, preferred first; `br;q=0` is a refusal, and `*` stands for all that are not named. */
const likedEncodings = (header: string | null): Encoding[] => {
  const weights = new Map<string, number>();
  for (const part of (header ?? '').toLowerCase().split(',')) {
    const [name = '', ...parameters] = part.split(';').map((each) => each.trim());
    const q = parameters.find((each) => each.startsWith('q='));
    const weight = q === undefined ? 1 : Number(q.slice(2));
    if (name) weights.set(name === 'x-gzip' ? 'gzip' : name, Number.isFinite(weight) ? weight : 0);
  }
  // If not named, the plain form is still acceptable, as the last choice.
  const weightOf = (name: Encoding): number =>
    weights.get(name) ?? weights.get('*') ?? (name === 'identity' ? 0.0001 : 0);
  return ENCODINGS.map(([name]) => name)
    .filter((name) => weightOf(name) > 0)
    .toSorted((a, b) => weightOf(b) - weightOf(a));
};

const isKnown = (header: string | null, etag: string): boolean =>
  header !== null &&
  (header.trim() === '*' || header.split(',').some((each) => each.trim().replace(/^W\//, '') === etag));
