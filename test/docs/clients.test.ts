import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { goodbyes } from '../../protocol/goodbyes.ts';
import { httpRefused } from '../../protocol/http/refused.ts';
import {
  type HttpRouteName,
  httpRefusalsOf,
  httpRouteNames,
  httpRouteOf,
  httpRoutes,
} from '../../protocol/http/routes.ts';
import { type RefusalCode, refusals } from '../../protocol/refusals.ts';
import { type CommandName, selectNamespace } from '../../protocol/select/client-to-server.ts';
import { type PushName, serverToClient } from '../../protocol/select/server-to-client.ts';
import { selectionView } from '../../protocol/selection-view.ts';
import { verifyVoucher } from '../../server/checks/voucher.ts';
import { ALLOWANCES } from '../../server/gateway/select-connection.ts';
import { statusOf } from '../../server/http/routes.ts';
import { type Example, examplesIn, page } from './conversation.ts';

const commands = selectNamespace.names;
const pushes = Object.keys(serverToClient) as PushName[];
const examples = examplesIn(page);
const section = (title: string): string => page.split(/^#+ /m).find((part) => part.startsWith(`${title}\n`)) ?? '';
const codesIn = (text: string): string[] => [...text.matchAll(/`(\w+)`/g)].map(([, code = '']) => code);
const bodyAfter = (request: string): unknown => examples[examples.findIndex(({ what }) => what === request) + 1]?.body;

const routeOf = (what: string): HttpRouteName | undefined => {
  const [method = '', path = ''] = what.split(' ');
  return httpRouteOf(method, path);
};
/** What a body must be; undefined where there is to be none. Throws for what is not on the wire. */
const schemaOf = ({ from, what }: Example, before: Example | undefined): z.ZodType | undefined => {
  if (from === '⇐') return serverToClient[what as PushName];
  if (commands.includes(what as CommandName))
    return from === '→'
      ? selectNamespace.commands[what as CommandName].request
      : selectNamespace.replyOf(what as CommandName);
  const route = routeOf(from === '→' ? what : (before?.what ?? ''));
  if (route === undefined) throw new Error(`there is no ${what}`);
  const { request, answer, refused } = httpRoutes[route];
  return (from === '→' ? request : Number(what) < 300 ? answer : refused) ?? undefined;
};

test('every example on the page has the form that the protocol gives it', () => {
  const wrong = examples.flatMap((example, i) => {
    const schema: z.ZodType = schemaOf(example, examples[i - 1]) ?? z.undefined();
    const { error } = schema.safeParse(example.body);
    return error === undefined ? [] : [`${example.from} ${example.what}: ${error.message}`];
  });
  expect(wrong).toEqual([]);
});

test('each command, each route and each push has an example, and each command its reply', () => {
  const shown = (mark: string) => new Set(examples.filter(({ from }) => from === mark).map(({ what }) => what));
  expect(commands.filter((name) => !shown('→').has(name) || !shown('←').has(name))).toEqual([]);
  const routes = new Set([...shown('→')].map(routeOf));
  expect(httpRouteNames.filter((name) => !routes.has(name))).toEqual([]);
  expect(pushes.filter((name) => !shown('⇐').has(name))).toEqual([]);
});

test('FLOW-3 every refusal in an example is one of its route, with the status that goes with it', () => {
  const refused = examples.flatMap(({ what, body }, i) => {
    const said = httpRefused.safeParse(body).data;
    const route = routeOf(examples[i - 1]?.what ?? '');
    return said === undefined || route === undefined ? [] : [{ route, status: Number(what), ...said.refusal }];
  });
  expect(refused.length).toBeGreaterThan(4);
  for (const { route, status, code } of refused) {
    expect(httpRefusalsOf(route), route).toContain(code);
    expect([route, code, status]).toEqual([route, code, statusOf(code)]);
  }
});

test.each(commands)('FLOW-3 the page tells what %s in particular may be refused for', (name) => {
  const told = /May be refused: ([^.]*)\./.exec(section(name))?.[1] ?? 'missing';
  expect(told === 'nothing else' ? [] : codesIn(told)).toEqual(selectNamespace.commands[name].refusals);
});

test.each(httpRouteNames)('FLOW-3 the page tells what %s in particular may be refused for', (name) => {
  const told = /May be refused: ([^.]*)\./.exec(section(name))?.[1] ?? 'missing';
  const own: readonly string[] = httpRoutes[name].refusals;
  expect(new Set(told === 'nothing else' ? [] : codesIn(told))).toEqual(new Set(own));
});

test('FLOW-3 the page tells what any route may be refused for', () => {
  const told = codesIn(/^Besides what each route names[^]*?An unknown path/m.exec(page)?.[0] ?? '');
  const others = httpRouteNames.flatMap((name) => {
    const own: readonly string[] = httpRoutes[name].refusals;
    return httpRefusalsOf(name).filter((code) => !own.includes(code));
  });
  expect(new Set(told)).toEqual(new Set(others));
});

test('FLOW-3 the page tells the status of every HTTP refusal', () => {
  const rows = [...section('HTTP').matchAll(/^\| (\d{3}) \| (.*?) \|$/gm)];
  const told = new Map(rows.flatMap(([, status, codes = '']) => codesIn(codes).map((code) => [code, Number(status)])));
  const all = new Set<RefusalCode>([...httpRouteNames.flatMap(httpRefusalsOf), 'unknownCommand']);
  // 422 is said to be for all others.
  for (const code of all) expect([code, told.get(code) ?? 422]).toEqual([code, statusOf(code)]);
  expect([...told.keys()].filter((code) => !all.has(code as RefusalCode))).toEqual([]);
});

test('FLOW-3 the page tells what any command may be refused for', () => {
  const told = codesIn(/^Besides what each names[^]*?\n\n/m.exec(page)?.[0] ?? '');
  const others = commands.flatMap((name) => {
    const own: readonly string[] = selectNamespace.commands[name].refusals;
    return selectNamespace.refusalsOf(name).filter((code) => !own.includes(code));
  });
  expect(new Set(told)).toEqual(new Set(others));
});

test('FLOW-3 the page has every refusal that a client may meet, and when trying again can help', () => {
  const rows = [...section('Refusals').matchAll(/^\| `(\w+)` \| (\S+) \| (.*?) \|/gm)];
  const told = rows.map(([, code = '']) => code);
  const facts = rows.map(([, code = '', retry, when]) => [code, { retry, when }]);
  expect(refusals).toMatchObject(Object.fromEntries(facts));
  const met = [...commands.flatMap(selectNamespace.refusalsOf), ...httpRouteNames.flatMap(httpRefusalsOf)];
  expect(met.filter((code) => !told.includes(code))).toEqual([]);
});

test('FLOW-4 the page has every stage of a selection, with what it says there', () => {
  const rows = new Map(
    [...section('The selection').matchAll(/^\| `(\w+)` \| (.*?) \|/gm)].map(([, stage, facts = '']) => [stage, facts]),
  );
  const everywhere = ['id', 'version', 'triesLeft', 'drawsLeft', 'stage'];
  for (const { shape } of selectionView.options) {
    const facts = Object.keys(shape).filter((fact) => !everywhere.includes(fact));
    expect(codesIn(rows.get(shape.stage.value) ?? '')).toEqual(expect.arrayContaining(facts));
  }
});

test('the page has every reason for a goodbye', () => {
  const rows = [...section('Pushes').matchAll(/^\| `(\w+)` \| (.*?) \|/gm)].map(([, reason, when]) => [reason, when]);
  expect(rows).toEqual(Object.entries(goodbyes).map(([reason, { when }]) => [reason, when]));
});

test('the worked proof of work is right', () => {
  const [, text = '', digest] = /SHA-256\("([^"]+)"\)\s+= (\w+)/.exec(page) ?? [];
  expect(createHash('sha256').update(text).digest('hex')).toBe(digest);
  const challenge = selectNamespace.commands.requestCaptcha.answer.parse(
    (bodyAfter('requestCaptcha') as { answer: unknown }).answer,
  );
  expect(digest).toBe(challenge.work.challenge);
  expect(text.startsWith(challenge.work.salt)).toBe(true);
});

test('DONE-2 the voucher on the page is signed with the key on the page', async () => {
  const { signed } = z.object({ signed: z.string() }).parse(bodyAfter('GET /api/voucher'));
  const key = z.looseObject({ kty: z.string() }).parse(bodyAfter('GET /api/voucher-key'));
  expect(page).toContain(JSON.stringify(await verifyVoucher(signed, key)));
});

test('the page tells how much a connection may say', () => {
  const { query, command, captcha } = ALLOWANCES;
  const told = section('How much, how fast').replaceAll(/\s+/g, ' ');
  expect(told).toContain(`queries ${query.perSecond} a second and ${query.burst} at once`);
  expect(told).toContain(`commands ${command.perSecond} a second and ${command.burst} at once`);
  expect(told).toContain(`captchas ${captcha.perSecond} a second and ${captcha.burst} at once`);
});
