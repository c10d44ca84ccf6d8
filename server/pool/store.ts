import type { BlockId, CaptchaId, CommandId, HoldToken, OwnerId, SelectionId } from '../../protocol/ids.ts';
import type { Serial } from '../../protocol/plate.ts';
import type { Address, Block } from './block.ts';

/**
 * The pool's store decides who gets a number. Every implementation keeps these promises, and one contract suite proves
 * them:
 *
 * - Each method is one atomic act: all of it happens, or none. Each change of the pool appends exactly one event in the
 *   same act (P6); a hold found due on the way lapses first, with an event of its own.
 * - A command id settles once. The same id with the same digest gets the stored answer (`repeated`), with another
 *   digest `commandReused` (P5).
 * - Time is the store's clock, read once per act (P3), and never before the last event. The act happens only if `from <= now < until` and
 *   `now < notAfter`.
 * - The act happens only on the version that it was decided for (P9).
 * - A record is the selection's JSON text; the store keeps it and never looks inside.
 * - Methods reject only when the outcome is unknown (no connection, no answer in time, too few replicas have it): ask
 *   again under the same id.
 */
export type PoolStore = {
  /** Adds a block at the end of the row. `baseMoved`: another block was opened meanwhile, so plan the opening again. */
  readonly openBlock: (opening: BlockOpening) => Promise<'opened' | 'openAlready' | 'tooEarly' | 'baseMoved'>;
  readonly readSelection: (id: SelectionId) => Promise<StoredSelection & StoreTime>;
  readonly issueCaptcha: (captcha: IssuedCaptcha) => Promise<void>;

  /**
   * Uses up the captcha, then holds the number if it is free or its hold is due: `held`, else `taken`. `notYet` where the
   * number has just become free and everybody is to see it first (POOL-5): then nothing is done, nothing is remembered,
   * and the captcha serves again.
   */
  readonly hold: (command: HoldCommand) => Promise<CommitResult<'held' | 'taken' | 'banned' | CaptchaFailure>>;
  /** Uses up the captcha, then holds up to `count` numbers chosen uniformly from all that are free: `drawn`. */
  readonly draw: (command: DrawCommand) => Promise<CommitResult<'drawn' | 'noneFree' | 'banned' | CaptchaFailure>>;
  /** Keeps one number of a live hold until a new deadline and frees the others at once (DRAW-3). */
  readonly confirm: (command: ConfirmCommand) => Promise<CommitResult<'confirmed' | 'holdGone'>>;
  /** Gives a hold's numbers back. */
  readonly release: (command: HeldCommand) => Promise<CommitResult<'released' | 'holdGone'>>;
  /**
   * Makes a live hold's only number the selection's own. A selection has one at most (ELIG-3): `reservedAlready` while
   * an earlier reservation stands; an earlier one that was missed is given back first.
   */
  readonly reserve: (command: ReserveCommand) => Promise<CommitResult<'reserved' | 'reservedAlready' | 'holdGone'>>;
  /** Makes a reservation final, if it was not missed (DONE-3). */
  readonly register: (command: RecordCommand) => Promise<CommitResult<'registered' | 'reservationGone'>>;
  /** Changes the record and no number. */
  readonly note: (command: RecordCommand) => Promise<CommitResult<'noted'>>;
  /** Changes nothing, and remembers the answer. */
  readonly remember: (command: RememberCommand) => Promise<CommitResult<'remembered'>>;

  /**
   * Gives back the numbers of up to `limit` holds that are due, earliest first; without `returns`, at once. This method
   * and the next two act only while the store's clock is in the caller's window: outside it they answer that nothing is
   * due and nothing waits.
   */
  readonly lapse: (limit: number, returns?: Returns, window?: Window) => Promise<Noticed>;
  /**
   * Gives back up to `limit` numbers that were not collected by their day, and bans their owners (DONE-4): of two bans
   * the later end counts.
   */
  readonly miss: (limit: number, returns?: Returns, window?: Window) => Promise<Noticed>;
  /** Frees up to `limit` numbers whose delay is over, and shows them for so many ms before they can be held (POOL-5). */
  readonly bringBack: (limit: number, window?: Window, shownForMs?: number) => Promise<Noticed>;

  /** Keeps up to 1,000 free numbers back from choosing, and answers which; others are left alone (POOL-2). */
  readonly withhold: (numbers: readonly Address[]) => Promise<readonly Address[]>;
  /**
   * Frees up to 1,000 withheld numbers, shows them for so many ms before they can be held, and answers which; others are
   * left alone.
   */
  readonly unwithhold: (numbers: readonly Address[], shownForMs?: number) => Promise<readonly Address[]>;
  /** Keeps a block that is to be opened later, in place of an earlier one with the same id. */
  readonly schedule: (opening: ScheduledBlock) => Promise<void>;
  /** Forgets a scheduled block; false where it is not found. */
  readonly unschedule: (id: BlockId) => Promise<boolean>;
  /** The blocks that are to be opened, earliest first. */
  readonly scheduled: () => Promise<readonly ScheduledBlock[]>;
  /** When an owner's ban ends, in ms; null without a ban in force (ELIG-4). */
  readonly banOf: (owner: OwnerId) => Promise<number | null>;
  /** Ends a ban now; false without a ban in force. */
  readonly liftBan: (owner: OwnerId) => Promise<boolean>;

  /** The free numbers and their position in the events, read in one act. */
  readonly snapshot: () => Promise<Snapshot>;
  /** The events after a position, oldest first, waiting up to `waitMs` for the first; `gone` if any of them is lost. */
  readonly eventsAfter: (position: Position, waitMs: number) => Promise<readonly PoolEvent[] | 'gone'>;
  /** How many numbers are in each state; for checks and tests (POOL-4). */
  readonly tally: () => Promise<PoolTally>;
  /** The store's clock, in ms. */
  readonly now: () => Promise<number>;
};

/** A place in a pool's events: the epoch, which is one life of the pool, and how many events of it came before (P7). */
export type Position = { readonly epoch: string; readonly offset: number };

export type BlockOpening = {
  readonly block: Block;
  /**
   * One bit per number of the block, the first in the highest bit of byte 0; 0 where the number lives in an earlier
   * block.
   */
  readonly free: Uint8Array;
  /** In ms; not opened before it. Absent: at once. */
  readonly notBefore?: number;
  /** Numbers of the block that are withheld from the first. Absent: none. */
  readonly withheld?: readonly Address[];
};

/** A block that is to be opened at an instant, without the given serials. */
export type ScheduledBlock = {
  readonly block: Omit<Block, 'base' | 'openedAt'>;
  readonly opensAt: number;
  readonly withheld: readonly Serial[];
};

/**
 * How numbers that are given back become free again (POOL-5), in ms. Each waits for a random delay from `after` to
 * `within`; then it is shown for `shownFor` before anyone can hold it by its number.
 */
export type Returns = { readonly after: number; readonly within: number; readonly shownFor: number };
export const AT_ONCE: Returns = { after: 0, within: 0, shownFor: 0 };

/** The span of the store's clock in which an act may happen, in ms; `until` is exclusive. */
export type Window = { readonly from: number; readonly until: number };
export const ANY_TIME: Window = { from: 0, until: Number.MAX_SAFE_INTEGER };

/** Numbers kept for one selection until `deadline` (exclusive). */
export type Hold = { readonly token: HoldToken; readonly numbers: readonly Address[]; readonly deadline: number };

/** A selection that was never changed is version 0 without a record. `hold` may be due: only the clock tells. */
export type StoredSelection = { readonly version: number; readonly record: string | null; readonly hold: Hold | null };

export type IssuedCaptcha = {
  readonly selection: SelectionId;
  readonly id: CaptchaId;
  /** Keyed hash of the right text. */
  readonly digest: string;
  readonly issuedAt: number;
  readonly expiresAt: number;
};
/** `digest` of the answered text, or null where the node has checked a proof of work for this id. */
export type CaptchaProof = { readonly id: CaptchaId; readonly digest: string | null };
type CaptchaFailure = 'captchaWrong' | 'captchaSpent';

export type StoreCommand = {
  readonly selection: SelectionId;
  readonly id: CommandId;
  /** Digest of the command's name and body. */
  readonly digest: string;
  readonly version: number;
  /** The decision is right from this instant … */
  readonly from: number;
  /** … and before this one; outside it the store answers `rejudge`. */
  readonly until: number;
  /** The command is void from this instant: it waited too long somewhere. */
  readonly notAfter: number;
  /** The owner of the selection's vehicle; during a ban nothing new is held (ELIG-4). */
  readonly owner: OwnerId;
  /** The delay, in ms, after which numbers that the act gives back are free again (POOL-5). */
  readonly returnAfter: number;
  /** For how long, in ms, numbers that the act frees are shown before they can be held by their number (POOL-5). */
  readonly shownFor: number;
};
/** A captcha that was issued before this instant does not serve (COMP-5). */
type WithCaptcha = { readonly captcha: CaptchaProof; readonly captchaFrom: number };
/** The record to write, and the answer to remember with it; both JSON texts. */
export type Next = { readonly record: string; readonly answer: string };

export type HoldCommand = StoreCommand &
  WithCaptcha & {
    readonly address: Address;
    readonly token: HoldToken;
    readonly deadline: number;
    readonly ifHeld: Next;
    readonly ifTaken: Next;
  };
export type DrawCommand = StoreCommand &
  WithCaptcha & {
    readonly count: number;
    readonly token: HoldToken;
    readonly deadline: number;
    readonly next: Next;
  };
export type HeldCommand = StoreCommand & { readonly token: HoldToken; readonly next: Next };
export type ReserveCommand = HeldCommand & {
  /** In ms; from then on the reservation is missed. */
  readonly collectBy: number;
  /** Until when its owner is banned if it is missed, in ms. */
  readonly bannedUntil: number;
};
export type ConfirmCommand = HeldCommand & { readonly keep: Address; readonly deadline: number };
export type RecordCommand = StoreCommand & { readonly next: Next };
/** `version` is ignored: the answer holds for the state that it was decided on, and changes none. */
export type RememberCommand = StoreCommand & { readonly answer: string };

/** The instant, in ms, by which the store judged: by its clock, but never before the pool's last event (HA-9). */
export type StoreTime = {
  readonly now: number;
  /** By how many ms its clock is behind that instant; absent where it is not. */
  readonly behindMs?: number;
};

/**
 * `answer` is the remembered JSON text, `numbers` the hold that the act left (if any), `version` the selection's after
 * the act.
 */
export type Committed<O extends string> = {
  readonly status: 'done';
  readonly outcome: O;
  readonly answer: string;
  readonly numbers: readonly Address[];
  readonly version: number;
} & StoreTime;
/** The command was settled before, perhaps with another outcome than the method's own. */
export type Repeated = {
  readonly status: 'repeated';
  readonly outcome: Outcome;
  readonly answer: string;
  readonly numbers: readonly Address[];
} & StoreTime;
/**
 * `wrongEpoch`: not the data that this store has read: they were lost, replaced by a backup, or never read yet (P7).
 * `unkept`: done, but a failover might still take it back: ask again under the same id.
 */
export type CommitResult<O extends string> =
  | Committed<O>
  | Repeated
  /** Nothing was done: the number can be held from that instant on, in ms. Only `hold` answers this. */
  | ({ readonly status: 'notYet'; readonly from: number } & StoreTime)
  | ({
      readonly status: 'rejudge' | 'versionMoved' | 'tooLate' | 'commandReused' | 'wrongEpoch' | 'unkept';
    } & StoreTime);
export type Outcome =
  | 'held'
  | 'taken'
  | 'drawn'
  | 'noneFree'
  | 'confirmed'
  | 'released'
  | 'reserved'
  | 'reservedAlready'
  | 'registered'
  | 'reservationGone'
  | 'banned'
  | 'noted'
  | 'remembered'
  | 'holdGone'
  | CaptchaFailure;

/** `due`: the instants at which the handled entries fell due; `next`: the earliest instant that remains, if any. */
export type Noticed = { readonly due: readonly number[]; readonly next: number | null } & StoreTime;

export type Snapshot = {
  readonly position: Position;
  /** In opening order. */
  readonly blocks: readonly Block[];
  /** One bit per address, address 0 in the highest bit of byte 0; missing bytes at the end are zeros. */
  readonly free: Uint8Array;
} & StoreTime;

export type PoolTally = {
  readonly opened: number;
  readonly free: number;
  readonly held: number;
  readonly reserved: number;
  readonly registered: number;
  /** Kept back, or on their way back. */
  readonly withheld: number;
};

/** One change of the pool. `taken` left the free numbers, `freed` joined them. */
export type PoolEvent = {
  readonly offset: number;
  readonly at: number;
  readonly type:
    | 'blockOpened'
    | 'plateHeld'
    | 'tryUsed'
    | 'platesDrawn'
    | 'plateConfirmed'
    | 'holdReleased'
    | 'holdLapsed'
    | 'plateReserved'
    | 'plateRegistered'
    | 'collectionMissed'
    | 'numbersReturned'
    | 'numbersWithheld'
    | 'numbersUnwithheld'
    | 'selectionNoted';
  readonly taken: readonly Address[];
  readonly freed: readonly Address[];
  /** The selection that changed; absent where the event concerns none. */
  readonly selection?: SelectionId;
  /** The selection after the change; absent where its record was left alone. */
  readonly state?: StoredSelection;
  /**
   * For `holdLapsed`: the hold that ended. A selection may have several that are due, and numbers with a delay are not
   * freed yet.
   */
  readonly token?: HoldToken;
  /** For `blockOpened`: a reader starts afresh from a snapshot. */
  readonly block?: BlockId;
};
