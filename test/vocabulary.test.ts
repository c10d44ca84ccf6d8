import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { projectRoot } from '../server/project-root.ts';

const sourcesIn = (...folders: readonly string[]): readonly { readonly path: string; readonly text: string }[] =>
  folders
    .flatMap((folder) =>
      readdirSync(join(projectRoot, folder), { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`),
    )
    .filter((path) => /\.(ts|tsx)$/.test(path))
    .map((path) => ({ path, text: readFileSync(join(projectRoot, path), 'utf8') }));

const DECLARED = /^export (?:abstract )?(?:type|interface|class|enum) (\w+)/gm;

test('no exported type of the server has a name that another has', () => {
  const places = new Map<string, string[]>();
  for (const { path, text } of sourcesIn('server'))
    for (const [, name = ''] of text.matchAll(DECLARED)) places.set(name, [...(places.get(name) ?? []), path]);
  expect(places.size).toBeGreaterThan(200);
  expect([...places].filter(([, paths]) => paths.length > 1)).toEqual([]);
});

/** Names that a word of the field has replaced (docs/glossary.md). A word of the domain may still be a variable's. */
const RETIRED: Readonly<Record<string, string>> = {
  Said: 'Result',
  saidOf: 'resultOf',
  Settled: 'CommitResult',
  CarriedOut: 'Executed',
  Door: 'Dispatcher',
  Guest: 'Caller',
  Behind: 'Routes',
  Visitor: 'SelectConnection',
  watchesBecause: 'readOnlyBecause',
  PresentSelections: 'SelectionCache',
  Hand: 'WorkerHandle',
  Seat: 'WorkerProcess',
  Crew: 'WorkerCount',
  Ground: 'WorkerSetup',
  Gathering: 'MetricsAggregator',
  Shares: 'ConnectionQuota',
  Storms: 'PacketFlood',
  Farewell: 'Disconnects',
  Lines: 'Connections',
  Line: 'ClientConnection',
  Turnstile: 'ConcurrencyLimit',
  People: 'ApplicantSearch',
  askedOf: 'commandRequestOf',
  seat: 'worker',
  Doorkeeping: 'HandshakeChecks',
};
const NAMING = /\b(?:type|interface|class|enum|const|let|readonly) (\w+)/g;

test('no retired name is declared again', () => {
  const found = sourcesIn('server', 'client/lib').flatMap(({ path, text }) =>
    [...text.matchAll(NAMING)].flatMap(([, name = '']) =>
      Object.hasOwn(RETIRED, name) ? [`${path}: ${name} is ${RETIRED[name]}`] : [],
    ),
  );
  expect(found).toEqual([]);
});

test('a constant says what it is a time of, and its unit', () => {
  const vague = /\b(?:const|static readonly|static) ((?:\w+_)?(?:PATIENCE|LIFE|REST|TICK|EVERY|GRACE)) =/g;
  const found = sourcesIn('server', 'client', 'protocol', 'test', 'verification', 'load-tests').flatMap(
    ({ path, text }) => [...text.matchAll(vague)].map(([, name]) => `${path}: ${name}`),
  );
  expect(found).toEqual([]);
});
