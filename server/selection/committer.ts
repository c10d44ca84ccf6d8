import { setTimeout as delay } from 'node:timers/promises';
import type { CommandId, OwnerId, SelectionId } from '../../protocol/ids.ts';
import type { Serial } from '../../protocol/plate.ts';
import { refuse } from '../../protocol/refusals.ts';
import type { Address } from '../pool/block.ts';
import type { CommitResult, Committed, Outcome, PoolStore, StoreCommand, StoredSelection } from '../pool/store.ts';
import { StoreClock } from '../pool/store-clock.ts';
import type { Decision } from './machine.ts';
import type { SelectionRecord } from './record.ts';
import { ok, type Result, refused, resultOf } from './result.ts';
import type { SelectionCache } from './selection-cache.ts';
import { always, before, since } from './window.ts';

/** A command is void this long after it came in, in ms: one that waited in a paused process must not run late (P3). */
export const COMMAND_TTL_MS = 5_000;

/** A command as it came in. */
export type CommandRequest = {
  readonly selection: SelectionId;
  readonly owner: OwnerId;
  readonly id: CommandId;
  /** Digest of the command's name and body. */
  readonly digest: string;
  /** The version that the client saw; absent for a command that fits any. */
  readonly version?: number;
  /** ms by the store's clock; from then on the command is void. */
  readonly notAfter: number;
};

/** Facts of an answer besides the decision's own. */
export type Extras = {
  /** Free numbers near the wanted one (COMP-6). */
  readonly near?: readonly Serial[];
  /** The whole answer of a command that changes no number. */
  readonly noted?: object;
};

/** Runs a limited number of works at once and queues the others; `full` where the queue is full. */
type Concurrency = { readonly run: <T>(work: () => Promise<T>) => Promise<T | 'full'> };

/** `repeated`: the command was carried out before, and this is its answer from then. */
export type Executed<Answer = unknown> = Result<Answer> & { readonly repeated?: true };

/** The number has just become free, and can be held in so many ms. */
type NotYet = { readonly waitMs: number };

type Judge = (stored: StoredSelection, now: number) => Decision;

/** How often a command is judged, again each time the clock or the version was off; more often, something is wrong. */
const ATTEMPTS = 4;

/** Skip commands this close to expiry: the dispatcher has already answered `outcomeUnknown`. */
const SKIP_WITHIN_MS = 1_000;

/**
 * Turns a decision into one act of the store: it reads the present state, has it judged, commits the decision, and judges
 * again where the store's clock or the selection's version has moved on. No lock, one round trip.
 */
export class Committer {
  readonly #store: PoolStore;
  readonly #clock: StoreClock;
  readonly #present: SelectionCache;
  readonly #serialAt: (address: Address) => Serial;
  readonly #alarm: (deadline: number) => void;
  readonly #reserved: (collectBy: number) => void;
  readonly #returnAfter: () => number;
  readonly #shownForMs: number;
  readonly #wait: (ms: number) => Promise<unknown>;
  readonly #concurrency: Concurrency | undefined;

  /**
   * @param parts.alarm gets each deadline that begins to run
   * @param parts.reserved gets the instant by which a number that was reserved just now must be collected
   * @param parts.returnAfter the delay, in ms, for what the next act gives back (POOL-5)
   * @param parts.shownForMs for how long numbers that an act frees are shown before they can be held (POOL-5)
   * @param parts.wait waits so many ms; absent: by the process's own clock
   * @param parts.concurrency limits the commands under way to the store. A command that waits there for a second was
   *   decided at too old a time and is judged again, so without a limit a rush keeps the store busy and gets nothing
   *   done. Absent: no limit
   */
  constructor(parts: {
    store: PoolStore;
    clock: StoreClock;
    present: SelectionCache;
    serialAt: (address: Address) => Serial;
    alarm: (deadline: number) => void;
    reserved: (collectBy: number) => void;
    returnAfter: () => number;
    shownForMs: number;
    wait?: (ms: number) => Promise<unknown>;
    concurrency?: Concurrency;
  }) {
    this.#store = parts.store;
    this.#clock = parts.clock;
    this.#present = parts.present;
    this.#serialAt = parts.serialAt;
    this.#alarm = parts.alarm;
    this.#reserved = parts.reserved;
    this.#returnAfter = parts.returnAfter;
    this.#shownForMs = parts.shownForMs;
    this.#wait = parts.wait ?? ((ms) => delay(ms));
    this.#concurrency = parts.concurrency;
  }

  /** Carries a command out when its turn has come. Rejects only if the outcome is unknown. */
  async carryOut<Answer>(request: CommandRequest, judge: Judge, extras: Extras): Promise<Executed<Answer>> {
    for (;;) {
      const executed = await this.#inTurn<Answer>(request, judge, extras);
      if (!('waitMs' in executed)) return executed;
      // Waits outside its turn: a number that has just become free must not hold up commands for others.
      await this.#wait(executed.waitMs);
    }
  }

  async #inTurn<Answer>(request: CommandRequest, judge: Judge, extras: Extras): Promise<Executed<Answer> | NotYet> {
    if (this.#concurrency === undefined) return this.#judgeAndCommit(request, judge, extras);
    const executed = await this.#concurrency.run(async () =>
      this.#clock.now() < request.notAfter - SKIP_WITHIN_MS
        ? this.#judgeAndCommit<Answer>(request, judge, extras)
        : unknown,
    );
    return executed === 'full' ? unknown : executed;
  }

  async #judgeAndCommit<Answer>(
    request: CommandRequest,
    judge: Judge,
    extras: Extras,
  ): Promise<Executed<Answer> | NotYet> {
    let now = this.#clock.now();
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const stored = await this.#seenBy(request);
      const stale = request.version !== undefined && request.version !== stored.version;
      const decision: Decision = stale
        ? { verb: 'refuse', window: always, refusal: refuse('staleVersion') }
        : judge(stored, now);
      const settled = await this.#clock.observe(this.#act(request, stored.version, now, decision, extras));
      switch (settled.status) {
        case 'done':
          // Otherwise nothing was committed: a captcha that failed or a hold that is gone leaves the record as it was.
          if (settled.version > stored.version) this.#learn(request.selection, stateAfter(stored, decision, settled));
          if (decision.verb === 'reserve' && settled.outcome === 'reserved') this.#reserved(decision.next.collectBy);
          return resultOf<Answer>(settled, this.#serialAt);
        case 'repeated':
          // Another node may have carried it out, and the caller must not be shown the state of before.
          if (stored.version === (request.version ?? stored.version)) await this.#present.reload(request.selection);
          return { ...resultOf<Answer>(settled, this.#serialAt), repeated: true };
        case 'notYet':
          return { waitMs: settled.from - settled.now };
        case 'commandReused':
          return refused('commandReused');
        case 'tooLate':
        case 'wrongEpoch':
        case 'unkept':
          return unknown;
        case 'versionMoved':
          await this.#present.reload(request.selection);
          break;
        case 'rejudge':
          break;
      }
      // After a jump of the clock nothing can be judged: earlier commands stay done, and no new one begins.
      if (this.#clock.jump !== 0) return unknown;
      now = settled.now;
    }
    return unknown;
  }

  #learn(id: SelectionId, stored: StoredSelection): void {
    this.#present.learn(id, stored);
    if (stored.hold !== null) this.#alarm(stored.hold.deadline);
  }

  /** The present state, read again where the client has seen a later version than this node (P9). */
  async #seenBy({ selection, version = 0 }: CommandRequest): Promise<StoredSelection> {
    const known = this.#present.get(selection);
    if (known !== undefined && known.version >= version) return known;
    await this.#present.reload(selection);
    return this.#present.get(selection) ?? this.#store.readSelection(selection);
  }

  #act(
    request: CommandRequest,
    version: number,
    now: number,
    decision: Decision,
    extras: Extras,
  ): Promise<CommitResult<Outcome>> {
    const { selection, owner, id, digest, notAfter } = request;
    // The deadlines in a decision count from the clock that it was made by: where the store's is farther from that, they
    // would be wrong by more than anyone should notice.
    const window = before(since(decision.window, now - StoreClock.behindMs), now + StoreClock.aheadMs);
    const delays = { returnAfter: this.#returnAfter(), shownFor: this.#shownForMs };
    const command: StoreCommand = { selection, owner, id, digest, notAfter, version, ...delays, ...window };
    switch (decision.verb) {
      case 'refuse':
        return this.#store.remember({ ...command, answer: text({ ok: false, refusal: decision.refusal }) });
      case 'stay':
        return this.#store.remember({ ...command, answer: text(ok(extras.noted)) });
      case 'note': {
        const { next, refusal } = decision;
        const result: Result = refusal === undefined ? ok(extras.noted) : { ok: false, refusal };
        return this.#store.note({ ...command, next: { record: JSON.stringify(next), answer: text(result) } });
      }
      case 'hold': {
        const { address, captcha, captchaFrom, ifHeld, ifTaken } = decision;
        const { token, deadline, plate } = ifHeld;
        const ways = {
          ifHeld: nextOf(ifHeld, { outcome: 'held', plate }),
          ifTaken: nextOf(ifTaken, { outcome: 'taken', plate, near: extras.near ?? [] }),
        };
        return this.#store.hold({ ...command, address, captcha, captchaFrom, token, deadline, ...ways });
      }
      case 'draw': {
        const { count, captcha, captchaFrom, next } = decision;
        const { token, deadline } = next;
        // The store chooses the numbers; `resultOf` puts them into the answer.
        const drawn = nextOf(next, {});
        return this.#store.draw({ ...command, count, captcha, captchaFrom, token, deadline, next: drawn });
      }
      case 'confirm': {
        const { keep, next } = decision;
        const { token, deadline, plate } = next;
        return this.#store.confirm({
          ...command,
          token,
          keep,
          deadline,
          next: nextOf(next, { outcome: 'confirmed', plate }),
        });
      }
      case 'release': {
        const { token, next } = decision;
        return this.#store.release({ ...command, token, next: nextOf(next, { outcome: 'released' }) });
      }
      case 'reserve': {
        const { token, next } = decision;
        const { plate, collectBy, bannedUntil } = next;
        const reserved = nextOf(next, { outcome: 'reserved', plate });
        return this.#store.reserve({ ...command, token, collectBy, bannedUntil, next: reserved });
      }
      case 'register': {
        const { next } = decision;
        return this.#store.register({ ...command, next: nextOf(next, { outcome: 'registered', plate: next.plate }) });
      }
    }
  }
}

const unknown = refused('outcomeUnknown');

const text = (result: Result): string => JSON.stringify(result);

const nextOf = (record: SelectionRecord, answer: object) => ({
  record: JSON.stringify(record),
  answer: text(ok(answer)),
});

/** The selection's state after a commit, worked out from the decision instead of read from the store. */
const stateAfter = (
  earlier: StoredSelection,
  decision: Decision,
  { outcome, version, numbers }: Committed<Outcome>,
): StoredSelection => {
  const record = recordAfter(decision, outcome);
  if (record === undefined) return earlier;
  const hold = 'token' in record ? { token: record.token, deadline: record.deadline, numbers } : null;
  return { version, record: JSON.stringify(record), hold };
};

const recordAfter = (decision: Decision, outcome: Outcome) => {
  if (decision.verb === 'hold') return outcome === 'held' ? decision.ifHeld : decision.ifTaken;
  return 'next' in decision ? decision.next : undefined;
};
