import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';

/**
 * Which rooms each room may import from, itself aside; what is not named here is an error. Whoever adds an arrow
 * adds it here, and the second test tells whether a circle has come of it.
 */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  protocol: [],
  'server/telemetry': [],
  'server/redis': ['server/telemetry', 'server'],
  'server/engine': ['server/telemetry'],
  'server/pool': ['protocol', 'server/redis'],
  'server/authority': ['protocol', 'server/pool'],
  'server/limits': ['protocol', 'server/engine'],
  'server/identity': ['protocol', 'server/checks', 'server/codes', 'server/engine', 'server/limits', 'server/redis'],
  'server/application-form': [
    'protocol',
    'server/identity',
    'server/checks',
    'server/codes',
    'server/authority',
    'server/redis',
  ],
  'server/checks': ['protocol', 'server/pool', 'server/redis', 'server/telemetry'],
  'server/desk': [
    'protocol',
    'server/pool',
    'server/selection',
    'server/availability',
    'server/authority',
    'server/identity',
    'server/application-form',
    'server/checks',
    'server/redis',
  ],
  'server/stream': ['server/pool', 'server/telemetry'],
  'server/expiry': ['protocol', 'server/pool', 'server/redis', 'server/telemetry'],
  'server/availability': ['protocol', 'server/pool'],
  'server/codes': ['protocol', 'server/checks'],
  'server/selection': [
    'protocol',
    'server/pool',
    'server/authority',
    'server/checks',
    'server/codes',
    'server/telemetry',
  ],
  'server/push': [
    'protocol',
    'server/pool',
    'server/stream',
    'server/availability',
    'server/authority',
    'server/selection',
    'server/identity',
    'server/telemetry',
  ],
  'server/gateway': [
    'protocol',
    'server/pool',
    'server/selection',
    'server/push',
    'server/checks',
    'server/identity',
    'server/limits',
    'server/desk',
    'server/authority',
    'server/engine',
    'server/telemetry',
  ],
  'server/http': [
    'protocol',
    'server/selection',
    'server/checks',
    'server/identity',
    'server/application-form',
    'server/desk',
    'server/limits',
    'server/engine',
    'server/telemetry',
  ],
  'server/workers': ['server', 'server/engine', 'server/redis', 'server/telemetry'],
  scripts: [],
  'client/lib': ['protocol'],
  'client/pages': ['protocol', 'client/lib', 'client/texts', 'client/styles'],
  'client/desk': ['protocol', 'client/lib', 'client/pages', 'client/texts', 'client/styles'],
  'client/texts': ['protocol', 'client/lib'],
  'client/styles': [],
};
/** Files that stand in no room. Only these, and the stages in `server/compose/`, build the whole; no room imports them. */
const BUILDERS = [
  'server/compose.ts',
  'server/operator/create-manager.ts',
  'server/operator/accept-pool.ts',
  'server/operator/begin-pool.ts',
  'server/operator/ready.ts',
  'server/operator/back-up.ts',
  'server/main.ts',
];
/** The rooms that prove the product, and what of one another they may import. The rooms of `test` are not told apart. */
const PROOFS: Readonly<Record<string, readonly string[]>> = {
  test: ['verification/actors', 'verification/checker', 'load-tests'],
  'verification/actors': [],
  'verification/checker': ['verification/actors', 'test/support'],
  'verification/simulation': ['verification/actors', 'verification/checker', 'test/pool', 'test/support'],
  'verification/nemesis': [
    'verification/actors',
    'verification/checker',
    'verification/simulation',
    'test/pool',
    'test/support',
  ],
  'verification/fuzz': ['verification/actors', 'test/selection', 'test/support'],
  'verification/canary': ['verification/actors', 'test/support'],
  'verification/mutants': ['verification/checker', 'test/pool', 'test/support'],
  'load-tests': [],
  'load-tests/k6': ['verification/actors'],
  'load-tests/bench': ['verification/actors', 'verification/checker'],
};
const isBuilder = (path: string): boolean => path.startsWith('server/compose/') || BUILDERS.includes(path);
const LOOSE: Readonly<Record<string, readonly string[]>> = {
  'server/config.ts': ['server/authority', 'server/checks', 'server/engine', 'server/redis', 'server/telemetry'],
  'server/config-warnings.ts': ['server'],
  'server/announcement.ts': ['server/authority', 'server/desk', 'server/identity'],
  'server/operator/readiness.ts': ['server/authority', 'server'],
  'server/data-folder.ts': [],
  'server/lifecycle.ts': ['server/telemetry'],
  'server/operator/redis-at-hand.ts': ['server', 'server/redis', 'server/telemetry'],
  'server/secret-key.ts': [],
  'server/project-root.ts': [],
  'server/shutdown.ts': [],
  'server/signals.ts': [],
  'client/vite.config.ts': [],
};

const ROOT = resolve(import.meta.dirname, '..');

type Import = { readonly from: string; readonly to: string; readonly typeOnly: boolean };

const IMPORT = /^\s*(?:import|export)\s+(type\s)?(?:[^'";]*?\sfrom\s+)?'([^']+)'|\bimport\('([^']+)'\)/gm;

/** Every import of every file in some folders; a file of ours by its path from the project's folder, a package by its name. */
const importsIn = (...folders: readonly string[]): readonly Import[] =>
  folders
    .flatMap((folder) =>
      readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`),
    )
    .filter((name) => /\.(ts|tsx|mjs)$/.test(name))
    .flatMap((from) => {
      const text = readFileSync(join(ROOT, from), 'utf8');
      return [...text.matchAll(IMPORT)].map(([, type, fixed, dynamic]) => {
        const target = fixed ?? dynamic ?? '';
        const to = target.startsWith('.') ? relative(ROOT, resolve(ROOT, dirname(from), target)) : target;
        return { from, to, typeOnly: type !== undefined };
      });
    });

/** What is shipped, and what proves it. */
const imports = importsIn('protocol', 'server', 'client', 'scripts');
const proofs = importsIn('test', 'verification', 'load-tests');

/** `server/pool` of `server/pool/redis/scripts/x.ts`, `protocol` of anything in it, `server` of a file in no room. */
const roomOf = (path: string): string => {
  const [top = '', room = '', inside] = path.split('/');
  return top === 'protocol' || inside === undefined ? top : `${top}/${room}`;
};
const isOurs = (path: string): boolean => /^(protocol|server|client|scripts|load-tests|test|verification)\//.test(path);
const isProof = (path: string): boolean => /^(load-tests|test|verification)\//.test(path);
const shown = ({ from, to }: Import): string => `${from} → ${to}`;

test('the imports are found', () => {
  expect(imports.filter(({ to }) => isOurs(to)).length).toBeGreaterThan(100);
});

test('every room imports only from the rooms that it may', () => {
  const wrong = imports.filter(({ from, to }) => {
    if (!isOurs(to) || isBuilder(from)) return false;
    if (isBuilder(to)) return true;
    const [here, there] = [roomOf(from), roomOf(to)];
    const allowed = LOOSE[from] ?? ALLOWED[here];
    return allowed === undefined || (here !== there && !allowed.includes(there));
  });
  expect(wrong.map(shown)).toEqual([]);
});

test('what is shipped imports nothing of what proves it', () => {
  const wrong = imports.filter(({ to }) => isProof(to));
  expect(wrong.map(shown)).toEqual([]);
});

test('every room that proves imports only from the rooms that it may; of the client only its library, but for the tests', () => {
  const wrong = proofs.filter(({ from, to }) => {
    const [here, there] = [from.startsWith('test/') ? 'test' : roomOf(from), roomOf(to)];
    if (!isProof(to)) return there !== 'client/lib' && to.startsWith('client/') && here !== 'test';
    return here !== there && !to.startsWith(`${here}/`) && PROOFS[here]?.includes(there) !== true;
  });
  expect(proofs.filter(({ to }) => isProof(to)).length).toBeGreaterThan(300);
  expect(wrong.map(shown)).toEqual([]);
});

test('what k6 loads needs neither a package nor a module of Node', () => {
  const loaded = new Set<string>();
  const load = (path: string): readonly Import[] => {
    if (loaded.has(path)) return [];
    loaded.add(path);
    const needed = [...imports, ...proofs].filter(({ from, typeOnly }) => from === path && !typeOnly);
    return needed.flatMap((each) => (isOurs(each.to) ? load(each.to) : [each]));
  };
  const scenarios = new Set(
    proofs.map(({ from }) => from).filter((path) => path.startsWith('load-tests/k6/scenarios/')),
  );
  const outside = [...scenarios].flatMap(load);
  expect([...loaded].filter((path) => path.startsWith('verification/actors/')).length).toBeGreaterThan(2);
  expect(outside.filter(({ to }) => !/^k6(\/|$)/.test(to)).map(shown)).toEqual([]);
});

test('the rooms form no circle', () => {
  const visit = (room: string, above: readonly string[]): void => {
    expect(above, [...above, room].join(' → ')).not.toContain(room);
    for (const next of ALLOWED[room] ?? []) visit(next, [...above, room]);
  };
  for (const room of Object.keys(ALLOWED)) visit(room, []);
});

test('the protocol needs zod and nothing else', () => {
  const wrong = imports.filter(({ from, to }) => roomOf(from) === 'protocol' && !isOurs(to) && to !== 'zod');
  expect(wrong.map(shown)).toEqual([]);
});

test('the pages never load zod: of the protocol they take types, and files that do without it', () => {
  const needsZod = (path: string): boolean =>
    imports.some(
      ({ from, to, typeOnly }) => from === path && !typeOnly && (to === 'zod' || (isOurs(to) && needsZod(to))),
    );
  const wrong = imports.filter(
    ({ from, to, typeOnly }) =>
      from.startsWith('client/') && !typeOnly && (to === 'zod' || (roomOf(to) === 'protocol' && needsZod(to))),
  );
  expect(needsZod('protocol/ids.ts')).toBe(true);
  expect(wrong.map(shown)).toEqual([]);
});
