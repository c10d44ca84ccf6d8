import { createHash, randomUUID } from 'node:crypto';
import { blockId, captchaId, commandId, ownerId, poolId, selectionId } from '../../protocol/ids.ts';
import { demoAccountsOf } from '../../server/identity/demo-accounts.ts';
import { Sessions } from '../../server/identity/sessions.ts';
import type { Address } from '../../server/pool/block.ts';
import { poolKeys } from '../../server/pool/redis/keys.ts';
import { RedisPoolStore } from '../../server/pool/redis/store.ts';
import type { CaptchaProof, CommitResult, Outcome, StoreCommand } from '../../server/pool/store.ts';
import type { RedisClient } from '../../server/redis/client.ts';
import { Harness, LATER, newToken, next, smallOpening } from '../../test/pool/harness.ts';
import { inLanes } from '../actors/lanes.ts';
import { Aim } from './aim.ts';
import { Edge } from './edge.ts';

/** An answer, and the reading of Redis's clock behind it. */
type Judged = { readonly now: number; readonly said: string };
/** An edge, and the preparation of the nth command at it, which answers what sends that command. */
type Try = { readonly edge: Edge; readonly prepare: (at: number, nth: number) => Promise<() => Promise<Judged>> };

/** So many commands have their edges within so many ms: when Redis comes to them, some are past and some to come. */
const BATCH = 1_000;
const SPREAD = 300;
/** How long before the first edge a batch is begun at first, in ms; a machine that is slower gets more. */
const LEAD = 3_000;
/** The first of a batch leaves so long before its edge, in ms. */
const EARLIEST = 900;
const ATTEMPTS = 40;
/** How many edges are met at once, and how many commands are made ready at once for each. */
const BESIDE = 3;
const IN_FLIGHT = 40;
/** More than are needed: a batch that came too late is made again. */
const NUMBERS = 80_000;
const POOL = poolId.parse('edges');

/**
 * The edges that no play can wait for at a server, since they are days away: each is put a second from now, met by
 * `count` commands that go straight to the scripts in a Redis, and held against the clock that each script has read.
 */
export const storeEdges = async (
  client: () => Promise<RedisClient>,
  count: number,
  note: (text: string) => void,
): Promise<readonly Edge[]> => {
  const [commands, reads] = [await client(), await client()];
  const store = new RedisPoolStore(POOL, { commands, reads });
  const harness = new Harness({ store, passTo: async () => undefined });
  const numbers = await harness.open(NUMBERS);
  const tries = [
    commandLife(store),
    banEnd(store, commands),
    lastDay(store, numbers.slice(0, NUMBERS / 2)),
    numberDue(store, numbers.slice(NUMBERS / 2)),
    blockOpens(store),
    sessionEnd(store, commands),
  ];
  await inLanes({ count: tries.length, lanes: BESIDE }, (nth) => meet(tries[nth] as Try, store, count, note));
  return tries.map(({ edge }) => edge);
};

/** Meets one edge `count` times; once more where the machine was too busy to meet both sides. */
const meet = async (
  { edge, prepare }: Try,
  store: RedisPoolStore,
  count: number,
  note: (text: string) => void,
): Promise<void> => {
  const aim = new Aim();
  let [lead, nth] = [LEAD, 0];
  for (let attempts = 0; attempts < ATTEMPTS && (edge.count < count || edge.problems.length > 0); attempts += 1) {
    const began = Date.now();
    const first = began + lead;
    const size = Math.min(BATCH, Math.max(count - edge.count, BATCH / 10));
    const ready: { readonly at: number; readonly send: () => Promise<Judged> }[] = [];
    await inLanes({ count: size, lanes: IN_FLIGHT }, async (i) => {
      nth += 1;
      const at = first + ((i * 7) % SPREAD);
      ready.push({ at, send: await prepare(at, nth) });
    });
    // Their edges would be over before anybody could meet them.
    const late = Date.now() > first - EARLIEST;
    lead = Math.min(EARLIEST + 300 + 2 * (Date.now() - began), 30_000);
    if (late) continue;
    const one = async ({ at, send }: (typeof ready)[number], i: number): Promise<void> => {
      const due = await aim.at(at, i);
      const { now, said: word } = await send();
      edge.take({ edge: at, now, said: word });
      aim.came(due, now);
    };
    await Promise.all(ready.map(one));
  }
  note(`${edge.name}: ${edge.figures}`);
};

const frame = (who: string, version: number, owner = `o-${who}`): StoreCommand => ({
  selection: selectionId.parse(who),
  owner: ownerId.parse(owner),
  id: commandId.parse(randomUUID()),
  digest: 'body',
  version,
  from: 0,
  until: LATER,
  notAfter: LATER,
  returnAfter: 0,
  shownFor: 0,
});
const judged = (settled: CommitResult<Outcome>): Judged => ({
  now: settled.now,
  said: settled.status === 'done' ? settled.outcome : settled.status,
});
const captchaFor = async (store: RedisPoolStore, who: string): Promise<CaptchaProof> => {
  const id = captchaId.parse(randomUUID().replaceAll('-', '').slice(0, 22));
  await store.issueCaptcha({ selection: selectionId.parse(who), id, digest: 'right', issuedAt: 0, expiresAt: LATER });
  return { id, digest: 'right' };
};
const noCaptcha: CaptchaProof = { id: captchaId.parse('never-issued-never-good'.slice(0, 22)), digest: 'wrong' };
const hold = async (store: RedisPoolStore, who: string, address: Address, deadline: number) => {
  const captcha = await captchaFor(store, who);
  const command = { ...frame(who, 0), captcha, captchaFrom: 0, address, token: newToken(), deadline };
  return { ...command, ifHeld: next('held'), ifTaken: next('taken') };
};

/** From its own end on a command is void: it waited too long somewhere. */
const commandLife = (store: RedisPoolStore): Try => ({
  edge: new Edge('command-life', { before: ['remembered'], after: ['tooLate'] }),
  prepare: async (notAfter, nth) => {
    const command = { ...frame(`life-${nth}`, 0), notAfter, answer: '{}' };
    return async () => judged(await store.remember(command));
  },
});

/** ELIG-4 */
const banEnd = (store: RedisPoolStore, commands: RedisClient): Try => ({
  edge: new Edge('ban-end', { before: ['banned'], after: ['captchaSpent'] }),
  prepare: async (at, nth) => {
    const who = `ban-${nth}`;
    await commands.hSet(poolKeys(POOL).bans, `o-${who}`, String(at));
    const drawn = { captcha: noCaptcha, captchaFrom: 0, count: 5, token: newToken(), deadline: LATER };
    const command = { ...frame(who, 0), ...drawn };
    return async () => judged(await store.draw({ ...command, next: next('drawn') }));
  },
});

/** DONE-3, DONE-4 */
const lastDay = (store: RedisPoolStore, numbers: readonly Address[]): Try => ({
  edge: new Edge('last-day', { before: ['registered'], after: ['reservationGone'] }),
  prepare: async (collectBy, nth) => {
    const who = `last-${nth}`;
    const held = await hold(store, who, numberOf(numbers, nth), LATER);
    await store.hold(held);
    const { token } = held;
    await store.reserve({ ...frame(who, 1), token, collectBy, bannedUntil: LATER, next: next('reserved') });
    return async () => judged(await store.register({ ...frame(who, 2), next: next('registered') }));
  },
});

/** A hold that is due is free, whether or not anything has run. */
const numberDue = (store: RedisPoolStore, numbers: readonly Address[]): Try => ({
  edge: new Edge('number-due', { before: ['taken'], after: ['held'] }),
  prepare: async (at, nth) => {
    const number = numberOf(numbers, nth);
    await store.hold(await hold(store, `first-${nth}`, number, at));
    const second = await hold(store, `second-${nth}`, number, LATER);
    return async () => judged(await store.hold(second));
  },
});

/** POOL-2. One of them opens; for the others its place is taken, but not before their time. */
const blockOpens = (store: RedisPoolStore): Try => ({
  edge: new Edge('block-opens', { before: ['tooEarly'], after: ['opened', 'baseMoved'] }),
  prepare: async (notBefore, nth) => {
    const { block, free } = smallOpening([], 8, [0, 1, 2, 3, 4, 5, 6, 7]);
    const later = { ...block, id: blockId.parse(`opens-${nth}`), base: NUMBERS as Address };
    const opening = { block: later, free, notBefore };
    return () => between(store, () => store.openBlock(opening), 'tooEarly');
  },
});

const ACCOUNTS = 100_000;
/** A session that is over is not found. */
const sessionEnd = (store: RedisPoolStore, commands: RedisClient): Try => {
  // An account has so many sessions and no more: each try is another's.
  const accounts = demoAccountsOf(ACCOUNTS);
  const sessions = new Sessions({ redis: commands, accounts, name: 'edges' });
  return {
    edge: new Edge('session-end', { before: ['signedIn'], after: ['signedOut'] }),
    prepare: async (at, nth) => {
      const account = await accounts.byUserName(`demo${1 + (nth % ACCOUNTS)}`);
      if (account === undefined) throw new Error('there is no demo applicant');
      const token = await sessions.start(account, 0);
      // Redis keeps a key through the whole millisecond that it names.
      await commands.pExpireAt(`xuanhao:edges:${createHash('sha256').update(token).digest('base64url')}`, at - 1);
      const find = async () => ((await sessions.find(token)) === undefined ? 'signedOut' : 'signedIn');
      return () => between(store, find, 'signedIn');
    },
  };
};

/** Where the clock that was read is unknown: `early` must have been right at the asking, all else at the answer. */
const between = async (store: RedisPoolStore, ask: () => Promise<string>, early: string): Promise<Judged> => {
  const asked = await store.now();
  const word = await ask();
  return { said: word, now: word === early ? asked : await store.now() };
};

const numberOf = (numbers: readonly Address[], nth: number): Address => {
  const number = numbers[nth % numbers.length];
  if (number === undefined) throw new Error('the pool has too few numbers');
  return number;
};
