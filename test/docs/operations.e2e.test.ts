import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { refusals } from '../../protocol/refusals.ts';
import { projectRoot } from '../../server/project-root.ts';
import { sharedPeople, sharedServer } from '../support/shared.ts';
import { anchorsOf, readPage } from './page.ts';

const page = readPage('docs/operations.md');
/** Code spans of the page. */
const spans = [...page.replaceAll(/```[^]*?```/g, '').matchAll(/`([^`\n]+)`/g)].map(([, text = '']) => text);
const sources = readdirSync(join(projectRoot, 'server'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => readPage(`server/${name}`));

/** Programs of the system that the page asks for help. */
const PROGRAMS = ['curl', 'journalctl', 'redis-cli', 'redis-check-aof', 'iostat', 'nginx', 'kill', 'npm run'];

// Two workers: a server alone has no figures of them.
const server = sharedServer({ engine: 'uws', env: { WORKERS: '2' } });
const people = sharedPeople(server);
let metrics = '';
beforeAll(async () => {
  await (await people.newcomer()).draw();
  metrics = await (await fetch(`${server.url}/metrics`)).text();
});

test('every figure that the page names is one that a server with workers has, with such labels', () => {
  const named = [...page.matchAll(/\b(xuanhao_\w+)(?:\{(\w+)="(\w+)")?/g)];
  expect(new Set(named.map(([, name]) => name)).size).toBeGreaterThan(15);
  for (const [, name = '', label] of named) {
    const samples = metrics.split('\n').filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
    // A histogram has its own name in its family's line alone.
    expect(samples.length > 0 || metrics.includes(`# TYPE ${name} histogram`), name).toBe(true);
    // A count by outcome may not have begun; its figure has the label all the same.
    if (label !== undefined)
      expect(
        samples.some((line) => line.includes(`${label}="`)),
        `${name} by ${label}`,
      ).toBe(true);
  }
});

test('every line of the log that the page names is one that the server writes', () => {
  const named = [...page.matchAll(/\blog `([^`]+)`/g)].map(([, line = '']) => line);
  const others = [...page.matchAll(/`([^`]+)` in the log/g)].map(([, line = '']) => line);
  expect(named.length).toBeGreaterThan(12);
  for (const line of [...named, ...others])
    expect(
      sources.some((text) => text.includes(line)),
      line,
    ).toBe(true);
});

test('every setting, code and figure of the region that the page names is there', () => {
  const configuration = readPage('docs/configuration.md');
  const settings = spans.flatMap((span) => /^([A-Z][A-Z_]+)(?:=\S+)?$/.exec(span)?.[1] ?? []);
  expect(settings.length).toBeGreaterThan(8);
  for (const name of settings) expect(configuration, name).toContain(`\`${name}\``);
  const words = spans.filter((span) => /^[a-z]+(?:[A-Z][a-z]+)+$/.test(span));
  expect(words.length).toBeGreaterThan(4);
  const authority = readPage('server/authority/settings.ts');
  for (const word of words)
    expect(sources.some((text) => text.includes(`'${word}'`)) || authority.includes(`  ${word}:`), word).toBe(true);
  const told = [...page.matchAll(/\btold \*(\w+)\*|^\| [^|]*\| \*(\w+)\*/gm)].map(
    ([, code, first]) => code ?? first ?? '',
  );
  expect(told.length).toBeGreaterThan(2);
  for (const code of told) expect(Object.keys(refusals), code).toContain(code);
});

test('every command that the page names can be called', () => {
  const { scripts } = JSON.parse(readPage('package.json')) as { scripts: Record<string, string> };
  for (const [, script = ''] of page.matchAll(/npm run ([\w:-]+)/g)) expect(Object.keys(scripts)).toContain(script);
  const blocks = [...page.matchAll(/```\n([^]*?)```/g)].flatMap(([, text = '']) => text.trim().split('\n'));
  const inline = spans.filter(
    (span) => /^[a-z][\w-]* (?:--?\w|\w+)/.test(span) && PROGRAMS.some((name) => span.startsWith(name)),
  );
  expect(blocks.length + inline.length).toBeGreaterThan(6);
  for (const command of blocks)
    expect(
      PROGRAMS.some((name) => command.startsWith(name)),
      command,
    ).toBe(true);
  const scenarios = readPage('load-tests/scenarios.mjs');
  for (const [, scenario = ''] of page.matchAll(/npm run load -- ([\w-]+)/g)) expect(scenarios).toContain(scenario);
});

test('every path under the server that the page names answers', async () => {
  const paths = spans.flatMap((span) => /^(?:GET )?(\/[a-z][\w/-]*)$/.exec(span)?.[1] ?? []);
  expect(paths.length).toBeGreaterThan(3);
  for (const path of new Set(paths)) expect((await fetch(`${server.url}${path}`)).status, path).toBe(200);
});

test('every panel and every other page that it refers to is there', () => {
  const watching = readPage('docs/watching.md');
  const panels = [
    'Processor',
    'Memory',
    'Event loop',
    'Arrivals',
    'Answered',
    'Free numbers',
    'Waiting to be let in',
    'Lateness of lapses',
  ];
  for (const panel of panels) {
    expect(page).toContain(`*${panel}*`);
    expect(watching, panel).toContain(`**${panel}**`);
  }
  for (const [, target = ''] of page.matchAll(/\]\(([^)]+)\)/g)) {
    const [file = '', anchor] = target.split('#');
    const path = join(dirname('docs/operations.md'), file);
    expect(existsSync(join(projectRoot, path)), target).toBe(true);
    if (anchor !== undefined) expect(anchorsOf(readPage(path)), target).toContain(anchor);
  }
});
