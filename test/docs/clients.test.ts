import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { type CommandName, clientToServer, refusalsOf, replyOf } from '../../protocol/client-to-server.ts';
import { goodbye } from '../../protocol/pushes/goodbye.ts';
import { refusals } from '../../protocol/refusals.ts';
import { selectionView } from '../../protocol/selection-view.ts';
import { type PushName, serverToClient } from '../../protocol/server-to-client.ts';
import { verifyVoucher } from '../../server/checks/voucher.ts';
import { ALLOWANCES } from '../../server/gateway/visitor.ts';
import { type Example, examplesIn, page } from './conversation.ts';

const commands = Object.keys(clientToServer) as CommandName[];
const pushes = Object.keys(serverToClient) as PushName[];
const examples = examplesIn(page);
const section = (title: string): string => page.split(/^#+ /m).find((part) => part.startsWith(`${title}\n`)) ?? '';
const codesIn = (text: string): string[] => [...text.matchAll(/`(\w+)`/g)].map(([, code = '']) => code);
const bodyAfter = (request: string): unknown => examples[examples.findIndex(({ what }) => what === request) + 1]?.body;

const schemaOf = ({ from, what }: Example): z.ZodType | undefined => {
  if (from === '⇐') return serverToClient[what as PushName];
  if (!commands.includes(what as CommandName)) return undefined;
  return from === '→' ? clientToServer[what as CommandName].request : replyOf(what as CommandName);
};

test('every example on the page has the form that the protocol gives it', () => {
  const wrong = examples.flatMap((example) => {
    const error = schemaOf(example)?.safeParse(example.body).error;
    return error === undefined ? [] : [`${example.from} ${example.what}: ${error.message}`];
  });
  expect(wrong).toEqual([]);
});

test('each command and each push has an example, and each command its reply', () => {
  const shown = (mark: string) => new Set(examples.filter(({ from }) => from === mark).map(({ what }) => what));
  expect(commands.filter((name) => !shown('→').has(name) || !shown('←').has(name))).toEqual([]);
  expect(pushes.filter((name) => !shown('⇐').has(name))).toEqual([]);
});

test.each(commands)('FLOW-3 the page tells what %s in particular may be refused for', (name) => {
  const told = /May be refused: ([^.]*)\./.exec(section(name))?.[1] ?? 'missing';
  expect(told === 'nothing else' ? [] : codesIn(told)).toEqual(clientToServer[name].refusals);
});

test('FLOW-3 the page tells what any command may be refused for', () => {
  const told = codesIn(/^Besides what each names[^]*?\n\n/m.exec(page)?.[0] ?? '');
  const others = commands.flatMap((name) => {
    const own: readonly string[] = clientToServer[name].refusals;
    return refusalsOf(name).filter((code) => !own.includes(code));
  });
  expect(new Set(told)).toEqual(new Set(others));
});

test('FLOW-3 the page has every refusal that a command may meet, and when trying again can help', () => {
  const rows = [...section('Refusals').matchAll(/^\| `(\w+)` \| (\S+) \|/gm)].map(([, code, retry]) => [code, retry]);
  const retries = Object.entries(refusals).map(([code, { retry }]) => [code, retry]);
  expect(Object.fromEntries(retries)).toMatchObject(Object.fromEntries(rows));
  const told = rows.map(([code]) => code);
  expect(commands.flatMap(refusalsOf).filter((code) => !told.includes(code))).toEqual([]);
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
  const rows = [...section('Pushes').matchAll(/^\| `(\w+)` \|/gm)].map(([, reason]) => reason);
  expect(rows).toEqual(goodbye.shape.reason.options);
});

test('the worked proof of work is right', () => {
  const [, text = '', digest] = /SHA-256\("([^"]+)"\)\s+= (\w+)/.exec(page) ?? [];
  expect(createHash('sha256').update(text).digest('hex')).toBe(digest);
  const challenge = clientToServer.requestCaptcha.answer.parse(
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
