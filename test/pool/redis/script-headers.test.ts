import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { poolId } from '../../../protocol/ids.ts';
import type { Address, Block } from '../../../server/pool/block.ts';
import { HeadCount } from '../../../server/pool/figures/head-count.ts';
import { PoolFigures } from '../../../server/pool/figures/pool-figures.ts';
import { PoolLife } from '../../../server/pool/guard/pool-life.ts';
import { poolScript } from '../../../server/pool/redis/pool-scripts.ts';
import { RedisPoolStore } from '../../../server/pool/redis/store.ts';
import type { StoreCommand } from '../../../server/pool/store.ts';
import { projectRoot } from '../../../server/project-root.ts';
import type { RedisClient } from '../../../server/redis/client.ts';

const POOL_SCRIPTS = 'server/pool/redis/scripts';
const POOL = poolId.parse('headers');

type Sent = { readonly keys: readonly string[]; readonly arguments: readonly (string | Buffer)[] };

const read = (path: string): string => readFileSync(join(projectRoot, path), 'utf8');
const luaIn = (folder: string): string[] =>
  readdirSync(join(projectRoot, folder)).filter((name) => name.endsWith('.lua'));
const verbs = luaIn(POOL_SCRIPTS).map((name) => name.slice(0, -'.lua'.length));
const verbOf = new Map(verbs.map((verb) => [poolScript(verb).sha, verb]));

/** The comment that a script begins with, its own lines, and those of the steps that it includes. */
const parts = (verb: string) => {
  const text = read(`${POOL_SCRIPTS}/${verb}.lua`);
  const header = /^(?:--.*\n)+/.exec(text)?.[0] ?? '';
  const names = /^-- include: (.+)$/m.exec(header)?.[1]?.split(' ') ?? [];
  const steps = names.map((step) => read(`${POOL_SCRIPTS}/steps/${step}.lua`)).join('');
  return { header, own: text.slice(header.length), steps };
};
/** The fields of a command that a text reads, but for those that every command has. */
const fieldsIn = (text: string): string[] =>
  [...text.matchAll(/command\.(\w+)/g)].map(([, field = '']) => field).filter((field) => !FRAME.includes(field));

const indicesIn = (text: string, name: 'KEYS' | 'ARGV'): number[] =>
  [...text.matchAll(new RegExp(`${name}\\[(\\d+)`, 'g'))].map(([, index]) => Number(index));

/** The arguments that a header names: `ARGV[1…4]`, `ARGV[6,7]`, and `ARGV[3…]` for one and more from there on. */
const namedBy = (header: string) => {
  const named = [...header.matchAll(/ARGV\[(\d+)(?:([…,])(\d+)?)?\]/g)];
  const indices = named.flatMap(([, first, , last]) =>
    Array.from({ length: Number(last ?? first) - Number(first) + 1 }, (_, i) => Number(first) + i),
  );
  return { indices, isOpen: named.some(([, , sign, last]) => sign === '…' && last === undefined) };
};

/** What a header says that a command carries. */
const fieldsOf = (header: string): string[] | undefined =>
  /the command \(steps\/command\.lua\) with ([^\n]+(?:\n-- {6,}[^\n]+)*)/.exec(header)?.[1]?.match(/\w+/g) ?? undefined;
/** Fields that steps/command.lua looks at for every command. */
const FRAME = ['selection', 'id', 'digest', 'version', 'notAfter', 'from', 'until'];
/** Texts that travel beside the command, each with the answer to remember. */
const TEXTS: Readonly<Record<string, number>> = { next: 2, ifHeld: 2, ifTaken: 2, answer: 2 };

/** Has every verb sent once; nothing is answered. */
const allSent = async (): Promise<ReadonlyMap<string, Sent>> => {
  const sent = new Map<string, Sent>();
  const evalSha = async (sha: string, options: Sent): Promise<never> => {
    sent.set(verbOf.get(sha) ?? sha, options);
    throw new Error('noted');
  };
  const client = { evalSha, withTypeMapping: () => client } as unknown as RedisClient;
  const store = new RedisPoolStore(POOL, { commands: client, reads: client });
  const life = new PoolLife(POOL, client);
  const address = 7 as Address;
  const frame = {
    selection: 's',
    id: 'c',
    owner: 'o',
    digest: 'd',
    version: 0,
    from: 0,
    until: 1,
    notAfter: 2,
    returnAfter: 0,
    shownFor: 0,
  } as unknown as StoreCommand;
  const captcha = { id: 'k', digest: null } as unknown as Parameters<typeof store.hold>[0]['captcha'];
  const token = 't' as Parameters<typeof store.release>[0]['token'];
  const next = { record: '{}', answer: '{}' };
  const held = { ...frame, token, next };
  const block = { id: 'b', name: { zh: '', en: '' }, positions: ['01'], base: 0 } as unknown as Block;
  const nobody = { choosing: 0, applicants: 0, desk: 0, holding: 0, picking: 0, confirming: 0 };
  const acts: readonly (() => Promise<unknown>)[] = [
    () => store.hold({ ...frame, captcha, captchaFrom: 0, address, token, deadline: 3, ifHeld: next, ifTaken: next }),
    () => store.draw({ ...frame, captcha, captchaFrom: 0, count: 5, token, deadline: 3, next }),
    () => store.confirm({ ...held, keep: address, deadline: 3 }),
    () => store.release(held),
    () => store.reserve({ ...held, collectBy: 4, bannedUntil: 5 }),
    () => store.register({ ...frame, next }),
    () => store.note({ ...frame, next }),
    () => store.remember({ ...frame, answer: '{}' }),
    () => store.lapse(9),
    () => store.miss(9),
    () => store.bringBack(9),
    () => store.withhold([address]),
    () => store.unwithhold([address]),
    () => store.openBlock({ block, free: new Uint8Array(1) }),
    () => store.liftBan('o' as Parameters<typeof store.liftBan>[0]),
    () => store.readSelection('s' as Parameters<typeof store.readSelection>[0]),
    () => store.snapshot(),
    () => store.tally(),
    () => life.begin(),
    () => life.standing(0),
    () => life.stop({ code: 'otherPool', sentence: 's' } as unknown as Parameters<typeof life.stop>[0], 'e'),
    () => life.accept(),
    () => new HeadCount(POOL, client).tick(nobody),
    () => new PoolFigures(POOL, client).read(0),
  ];
  for (const act of acts) await act().catch(() => undefined);
  return sent;
};

describe('each script’s header says what it is sent, and what it uses', async () => {
  const sent = await allSent();

  test('every script was sent, but for `sums`, which is sent no argument', () => {
    expect(verbs.filter((verb) => !sent.has(verb))).toEqual(['sums']);
  });

  test.each(verbs)('%s', (verb) => {
    const { header, own, steps } = parts(verb);
    const { indices, isOpen } = namedBy(header);
    const fields = fieldsOf(header);
    const given = sent.get(verb)?.arguments ?? [];
    if (fields === undefined) {
      expect(indices, 'named in order').toEqual(indices.map((_, i) => i + 1));
      if (isOpen) expect(given.length).toBeGreaterThanOrEqual(indices.length);
      else expect(given, 'as many are sent as are named').toHaveLength(indices.length);
      expect(Math.max(0, ...indicesIn(own, 'ARGV')), 'none is used that is not named').toBeLessThanOrEqual(
        indices.length,
      );
      return;
    }
    const texts = fields.filter((field) => field in TEXTS);
    const carried = fields.filter((field) => !(field in TEXTS));
    expect(carried, 'those that it reads are named').toEqual(expect.arrayContaining(fieldsIn(own)));
    expect(fieldsIn(own + steps), 'none is named that nothing reads').toEqual(expect.arrayContaining(carried));
    const { command } = JSON.parse(String(given[0])) as { command: object };
    expect(Object.keys(command)).toEqual(expect.arrayContaining(carried));
    expect(given, 'the texts that are named travel beside').toHaveLength(
      1 + texts.reduce((sum, field) => sum + (TEXTS[field] ?? 0), 0),
    );
  });
});

const others = readdirSync(join(projectRoot, 'server'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.lua'))
  .map((name) => `server/${name}`)
  .filter((path) => !path.startsWith(POOL_SCRIPTS));

test.each(others)('the header of %s names each key and argument that is used', (path) => {
  const text = read(path);
  for (const name of ['KEYS', 'ARGV'] as const) {
    const named = new RegExp(`^-- ${name} +(.+)$`, 'm').exec(text)?.[1]?.split(', ') ?? [];
    expect(new Set(indicesIn(text, name)), `${name}: ${named.join(' | ')}`).toEqual(
      new Set(named.map((_, i) => i + 1)),
    );
  }
});
