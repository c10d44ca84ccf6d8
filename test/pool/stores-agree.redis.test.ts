import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { blockId, captchaId, ownerId, poolId, selectionId } from '../../protocol/ids.ts';
import type { Address, Block } from '../../server/pool/block.ts';
import { RedisPoolStore } from '../../server/pool/redis/store.ts';
import type { PoolEvent, PoolStore, StoreCommand } from '../../server/pool/store.ts';
import { redisOfFile } from '../support/redis.ts';
import { Applicant, LATER, smallOpening } from './harness.ts';
import { MemoryPoolStore } from './memory-store.ts';

const verbs = [
  'hold',
  'draw',
  'confirm',
  'release',
  'reserve',
  'register',
  'note',
  'remember',
  'lapse',
  'miss',
  'bringBack',
  'withhold',
  'unwithhold',
  'liftBan',
  'schedule',
  'unschedule',
  'again',
] as const;
const slips = [
  'version',
  'early',
  'late',
  'void',
  'digest',
  'reusedId',
  'captchaWrong',
  'captchaForeign',
  'tokenForeign',
] as const;
const SIZE = 12;
const oftenNone = fc.oneof(
  { weight: 2 * slips.length, arbitrary: fc.constant('none' as const) },
  ...slips.map((slip) => fc.constant(slip)),
);
/** One act: `which` is a number of the pool, a count or an earlier act, as the verb needs it. */
const anyStep = fc.record({
  // Else hardly a history would get as far as a missed day and a ban.
  verb: fc.constantFrom(
    ...verbs,
    'hold' as const,
    'hold' as const,
    'draw' as const,
    'reserve' as const,
    'reserve' as const,
  ),
  who: fc.nat(3),
  which: fc.nat(2 * SIZE - 1),
  due: fc.boolean(),
  /** What is given back comes back at once, can be brought back at once, or never comes back. */
  returnAfter: fc.constantFrom(0, 0, 0, -LATER, LATER),
  slip: oftenNone,
});
type Step = typeof anyStep extends fc.Arbitrary<infer S> ? S : never;
type Act = (store: PoolStore) => Promise<object>;

const server = await redisOfFile();
const [commands, reads] = [await server.client('commands'), await server.client('blocking')];
let pools = 0;

/** A block but for the instant of its opening: each keeper has a clock of its own. */
const unopened = ({ openedAt: _, ...block }: Block) => block;

/**
 * Two keepers that go through one history. Windows are wide open, and a deadline is either long over or far away, so
 * that the time between the two does not matter. What a draw chooses is up to chance: Redis goes first, and the store
 * in memory chooses the same.
 */
class Pair {
  readonly redis = new RedisPoolStore(poolId.parse(`pool-${++pools}`), { commands, reads });
  readonly applicants = ['s0', 's1', 's2', 's3'].map((id, i) => {
    return new Applicant(this.redis, selectionId.parse(id), ownerId.parse(`o${i % 2}`));
  });
  readonly #chosen: Address[] = [];
  readonly #memory = new MemoryPoolStore(Date.now, () => this.#chosen.shift());
  readonly #blocks: Block[] = [];

  /** Lets both keepers do the same, and compares what they answer. */
  async both(act: Act): Promise<string> {
    const reply = await act(this.redis);
    const outcome = 'outcome' in reply ? String(reply.outcome) : 'status' in reply ? String(reply.status) : '';
    if (outcome === 'drawn' && 'status' in reply && reply.status === 'done' && 'numbers' in reply)
      this.#chosen.push(...(reply.numbers as Address[]));
    expect({ ...(await act(this.#memory)), now: 0 }).toEqual({ ...reply, now: 0 });
    expect(this.#chosen).toEqual([]);
    return outcome;
  }

  async open(): Promise<void> {
    const opening = smallOpening(this.#blocks, SIZE, [0, 1, 5, 7, 8, 11]);
    await this.both(async (store) => ({ opening: await store.openBlock(opening) }));
    this.#blocks.push(opening.block);
    await this.redis.snapshot();
  }

  async captcha(selection: Applicant['id']) {
    const id = captchaId.parse(randomBytes(16).toString('base64url'));
    await this.both(async (store) => ({
      issued: await store.issueCaptcha({ selection, id, digest: 'right', issuedAt: 0, expiresAt: LATER }),
    }));
    return id;
  }

  /** Compares all that can be read: the row, the tally, every selection, and every event. */
  async compare(): Promise<void> {
    const [here, there] = [await this.redis.snapshot(), await this.#memory.snapshot()];
    expect(there.position.offset).toBe(here.position.offset);
    expect(there.blocks.map(unopened)).toEqual(here.blocks.map(unopened));
    expect([...there.free]).toEqual([...here.free]);
    await this.both((store) => store.tally());
    for (const { id, owner } of this.applicants) {
      await this.both((store) => store.readSelection(id));
      await this.both(async (store) => ({ ban: await store.banOf(owner) }));
    }
    await this.both(async (store) => ({ scheduled: await store.scheduled() }));
    await this.both(async (store) => {
      const { epoch } = (await store.snapshot()).position;
      const events = await store.eventsAfter({ epoch, offset: 0 }, 1);
      return events === 'gone' ? { events } : { events: events.map(comparable) };
    });
  }
}

/** An event without what is nobody's promise: its instant, and which of the numbers that return together is first. */
const comparable = (event: PoolEvent): PoolEvent => ({
  ...event,
  at: 0,
  freed: event.type === 'numbersReturned' ? event.freed.toSorted((a, b) => a - b) : event.freed,
});

type Verb = 'hold' | 'draw' | 'confirm' | 'release' | 'reserve' | 'register' | 'note' | 'remember';
const sending = <V extends Verb>(
  verb: V,
  command: Parameters<PoolStore[V]>[0],
): { act: Act; command: StoreCommand } => ({
  command,
  act: (store) => store[verb](command as never),
});

/** The command of a step for both keepers, wrong in the way that the step says. */
const actOf = async (
  pair: Pair,
  { verb, who, which, due, returnAfter, slip }: Step,
  nth: number,
  earlier: readonly StoreCommand[],
): Promise<{ act: Act; command?: StoreCommand }> => {
  const at = (index: number): Applicant => pair.applicants[index % 4] ?? fail();
  const [anna, other] = [at(who), at(who + 1)];
  // Every deadline is different: which of two equal ones lapses first is nobody's promise.
  const deadline = due ? 1 + ((nth * 61) % 997) : LATER - nth;
  const number = ((which % SIZE) + 16 * Math.floor(which / SIZE)) as Address;
  const token = slip === 'tokenForeign' ? (await other.read()).hold?.token : undefined;
  const reusedId = earlier.findLast(({ selection }) => selection === anna.id)?.id;
  const said = {
    returnAfter,
    ...(slip === 'version' && { version: 99 }),
    ...(slip === 'early' && { from: LATER }),
    ...(slip === 'late' && { until: 1 }),
    ...(slip === 'void' && { notAfter: 1 }),
    ...(slip === 'digest' && { digest: 'other' }),
    ...(slip === 'reusedId' && reusedId !== undefined && { id: reusedId }),
  };
  const captcha = async () => ({
    id: await pair.captcha(slip === 'captchaForeign' ? other.id : anna.id),
    digest: slip === 'captchaWrong' ? 'wrong' : which % 2 === 0 ? 'right' : null,
  });
  const tokened = token === undefined ? said : { ...said, token };
  switch (verb) {
    case 'hold':
      return sending('hold', await anna.toHold(number, { ...said, deadline, captcha: await captcha() }));
    case 'draw':
      return sending('draw', await anna.toDraw(1 + (which % 5), { ...said, deadline, captcha: await captcha() }));
    case 'confirm': {
      const held = (await anna.read()).hold?.numbers;
      return sending('confirm', await anna.toConfirm(held?.[which % held.length] ?? number, { ...tokened, deadline }));
    }
    case 'release':
      return sending('release', await anna.toRelease(tokened));
    case 'reserve': {
      const bannedUntil = which % 2 === 0 ? LATER - nth : deadline + 1;
      return sending('reserve', await anna.toReserve({ ...tokened, collectBy: deadline, bannedUntil }));
    }
    case 'register':
      return sending('register', await anna.toRegister(said));
    case 'note':
      return sending('note', await anna.toNote(said));
    case 'remember':
      return sending('remember', await anna.toRemember(said));
    case 'lapse':
      return { act: (store) => store.lapse(1 + (which % 3)) };
    case 'miss':
      return { act: (store) => store.miss(1 + (which % 3)) };
    case 'bringBack':
      // The instants are counted from two clocks, and numbers that were given back together come in any order.
      return {
        act: async (store) => {
          const found = await store.bringBack(100);
          const count = found.due.length;
          return { outcome: count > 0 ? 'returned' : '', count, more: found.next !== null };
        },
      };
    case 'withhold':
    case 'unwithhold':
      return {
        act: async (store) => {
          const numbers = await store[verb]([number, ((number + 1) % (2 * SIZE)) as Address]);
          return { outcome: numbers.length > 0 ? verb : '', numbers };
        },
      };
    case 'liftBan':
      return {
        act: async (store) => {
          const lifted = await store.liftBan(anna.owner);
          return { outcome: lifted ? verb : '' };
        },
      };
    case 'schedule':
    case 'unschedule': {
      const block = { id: blockId.parse(`b${which % 3}`), name: { zh: '号段', en: 'Block' }, positions: ['0', '1'] };
      const opening = { block, opensAt: deadline, withheld: [] };
      return {
        act: async (store) =>
          verb === 'schedule'
            ? { scheduled: await store.schedule(opening) }
            : { outcome: (await store.unschedule(block.id)) ? verb : '' },
      };
    }
    case 'again':
      return { act: (store) => store.tally() };
  }
};

const fail = (): never => {
  throw new RangeError('there are four applicants');
};

/** Plays a history on both keepers, and tells which outcomes it met. */
const play = async (steps: readonly Step[]): Promise<string[]> => {
  const pair = new Pair();
  await pair.open();
  const acts: Act[] = [];
  const sent: StoreCommand[] = [];
  const outcomes: string[] = [];
  for (const [nth, step] of steps.entries()) {
    if (nth === 40) await pair.open();
    const again = step.verb === 'again' ? acts[step.which % Math.max(1, acts.length)] : undefined;
    const { act, command } = again === undefined ? await actOf(pair, step, nth, sent) : { act: again };
    acts.push(act);
    if (command !== undefined) sent.push(command);
    outcomes.push(await pair.both(act));
    await pair.both((store) => store.tally());
  }
  await pair.compare();
  return outcomes;
};

test('P1 P5 P6 P9 P10 both keepers answer and hold the same through any history of commands', async () => {
  const met = new Set<string>();
  const property = fc.asyncProperty(
    fc.array(anyStep, { minLength: 40, maxLength: 120, size: 'max' }),
    async (steps) => {
      for (const outcome of await play(steps)) met.add(outcome);
    },
  );
  await fc.assert(property, { seed: 20160101, numRuns: 120 });

  // The histories go everywhere: none of what a store can answer is missing.
  const done = [
    'held',
    'taken',
    'drawn',
    'noneFree',
    'confirmed',
    'released',
    'reserved',
    'noted',
    'remembered',
    'holdGone',
    'registered',
    'reservationGone',
    'banned',
  ];
  const others = ['returned', 'withhold', 'unwithhold', 'liftBan', 'unschedule'];
  const stopped = ['captchaWrong', 'captchaSpent', 'rejudge', 'versionMoved', 'tooLate', 'commandReused'];
  expect([...done, ...others, ...stopped].filter((outcome) => !met.has(outcome))).toEqual([]);
});
