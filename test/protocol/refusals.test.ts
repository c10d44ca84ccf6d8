import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type RefusalCode, refusal, refusals, refuse } from '../../protocol/refusals.ts';
import { selectNamespace } from '../../protocol/select/client-to-server.ts';

const ROOT = join(import.meta.dirname, '../..');
const codes = Object.keys(refusals) as RefusalCode[];

/** All that the server is made of; a client may name what nobody says. */
const source = readdirSync(join(ROOT, 'server'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => readFileSync(join(ROOT, 'server', name), 'utf8'))
  .join('\n');

describe.each(codes)('FLOW-3 %s', (code) => {
  const { zh, en, retry } = refusals[code];

  test('has a sentence in Chinese, a sentence in English, and whether trying again can help', () => {
    expect(zh).toMatch(/^\p{Script=Han}.*[。！]$/su);
    expect(zh).not.toMatch(/[,;:!?]/);
    expect(en).toMatch(/^[A-Z][^\p{Script=Han}]*\.$/u);
    expect(['now', 'later', 'after-change', 'never']).toContain(retry);
  });

  test('is on the wire what it is in the list', () => {
    expect(refusal.parse(refuse(code))).toEqual({ code, retry, zh, en });
  });
});

test('FLOW-3 a refusal says more where it knows more', () => {
  expect(refuse('coolingDown', { notBefore: 7 })).toMatchObject({ code: 'coolingDown', retry: 'later', notBefore: 7 });
  expect(refuse('codeWrong', { entriesLeft: 2 })).toMatchObject({ entriesLeft: 2 });
  expect(refuse('badRequest', { fields: ['token'] })).toMatchObject({ fields: ['token'] });
});

test('FLOW-3 every refusal is given by somebody', () => {
  const unused = codes.filter((code) => !source.includes(`'${code}'`));
  expect(unused).toEqual([]);
});

test('FLOW-3 no two refusals say the same', () => {
  for (const language of ['zh', 'en'] as const) {
    const sentences = codes.map((code) => refusals[code][language]);
    expect(new Set(sentences).size).toBe(sentences.length);
  }
});

test.each(['verifyPlate', 'drawPlates'] as const)(
  'ELIG-4 FLOW-3 %s may be told of a ban, with the instant at which it ends',
  (name) => {
    const reply = { ok: false, refusal: refuse('banned', { until: 1_900_000_000_000 }), now: 1_800_000_000_000 };
    expect(selectNamespace.replyOf(name).parse(reply)).toEqual(reply);
  },
);
