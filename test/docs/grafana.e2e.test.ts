import { beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { sharedPeople, sharedServer } from '../support/shared.ts';
import { readPage } from './page.ts';

const panelSchema = z.object({
  id: z.int(),
  title: z.string().min(1),
  type: z.enum(['row', 'stat', 'timeseries']),
  description: z.string().optional(),
  gridPos: z.object({ x: z.int(), y: z.int(), w: z.int(), h: z.int() }),
  targets: z.array(z.object({ expr: z.string(), refId: z.string() })).default([]),
});
const { panels } = z.object({ panels: z.array(panelSchema) }).parse(JSON.parse(readPage('docs/grafana/xuanhao.json')));
const exprs = panels.flatMap(({ title, targets }) => targets.map(({ expr }) => ({ title, expr })));
const page = readPage('docs/watching.md');

/** Figures of ours that no panel shows, and why. */
const NOT_SHOWN: Readonly<Record<string, string>> = {
  xuanhao_log_lines_lost_total: 'what to do about it stands in docs/operations.md',
};
/** Labels that Prometheus itself gives, or a histogram. */
const GIVEN_LABELS: readonly string[] = ['instance', 'job', 'le'];

type Family = { readonly type: string; readonly labels: Set<string> };

const server = sharedServer({ engine: 'uws' });
const people = sharedPeople(server);
/** What `/metrics` has, by name. */
const families = new Map<string, Family>();

beforeAll(async () => {
  // Something of each kind, so that every label has been seen.
  const me = await people.newcomer();
  await me.draw();
  await me.hears('poolMoved');
  const text = await (await fetch(`${server.url}/metrics`)).text();
  for (const [, name = '', type = ''] of text.matchAll(/^# TYPE (\S+) (\S+)$/gm))
    families.set(name, { type, labels: new Set() });
  for (const [, name = '', labels = ''] of text.matchAll(/^(\w+)\{(.*)\} \S+$/gm))
    for (const [, label = ''] of labels.matchAll(/(\w+)="/g)) familyOf(name)?.labels.add(label);
});

/** The family of a sample's name: a histogram's samples have its name and an ending. */
const familyOf = (sample: string): Family | undefined => {
  const histogram = families.get(sample.replace(/_(bucket|sum|count)$/, ''));
  return families.get(sample) ?? (histogram?.type === 'histogram' ? histogram : undefined);
};
const figuresIn = (expr: string): string[] => expr.match(/\bxuanhao_\w+/g) ?? [];
const labelsIn = (expr: string): string[] => [
  ...[...expr.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, labels = '']) => labels.split(/,\s*/)),
  ...[...expr.matchAll(/(\w+)(?:=~|!=|=|!~)"/g)].map(([, label = '']) => label),
];

test('every figure on the dashboard is one that the server has, with the labels that it has', () => {
  expect(exprs.length).toBeGreaterThan(30);
  for (const { title, expr } of exprs) {
    expect(figuresIn(expr).length, title).toBeGreaterThan(0);
    const known = new Set(GIVEN_LABELS);
    for (const figure of figuresIn(expr)) {
      const family = familyOf(figure);
      expect(family, `${title}: ${figure}`).toBeDefined();
      for (const label of family?.labels ?? []) known.add(label);
    }
    for (const label of labelsIn(expr)) expect([...known], `${title}: ${expr}`).toContain(label);
  }
});

test('a rate is only taken of what is counted up, and quantiles only of histograms', () => {
  for (const { title, expr } of exprs) {
    for (const [, figure = ''] of expr.matchAll(/\b(?:rate|increase)\((\w+)/g))
      expect(figure.endsWith('_offset') || familyOf(figure)?.type !== 'gauge', `${title}: ${figure}`).toBe(true);
    for (const [, figure = ''] of expr.matchAll(/histogram_quantile\([^(]*\([^(]*\([^(]*\((\w+)/g))
      expect(figure, title).toMatch(/_bucket$/);
  }
});

test('every figure of ours is on the dashboard, or on the list of those that are not', () => {
  const shown = new Set(exprs.flatMap(({ expr }) => figuresIn(expr)).map((name) => name));
  const ours = [...families.keys()].filter((name) => !/^xuanhao_(nodejs|process)_/.test(name));
  const missing = ours.filter((name) => ![...shown].some((figure) => familyOf(figure) === families.get(name)));
  expect(missing).toEqual(Object.keys(NOT_SHOWN));
});

test('its panels have names of their own, do not lie upon each other, and each is on the page that explains it', () => {
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  expect(new Set(panels.map(({ title }) => title)).size).toBe(panels.length);
  const taken = new Map<string, string>();
  for (const { title, gridPos } of panels)
    for (let x = gridPos.x; x < gridPos.x + gridPos.w; x += 1)
      for (let y = gridPos.y; y < gridPos.y + gridPos.h; y += 1) {
        expect(x).toBeLessThan(24);
        expect(taken.get(`${x} ${y}`), title).toBeUndefined();
        taken.set(`${x} ${y}`, title);
      }
  for (const { title, type } of panels)
    expect(page, title).toContain(type === 'row' ? `## ${title}\n` : `**${title}**`);
});

test('the page names no figure that is not there', () => {
  for (const figure of figuresIn(page)) expect(familyOf(figure), figure).toBeDefined();
});
