import { randomBytes, randomInt } from 'node:crypto';
import { RESP_TYPES } from 'redis';
import { z } from 'zod';
import type { CaptchaId, PoolId, SelectionId } from '../../../protocol/ids.ts';
import type { RedisClient } from '../../redis/client.ts';
import type { LuaScript } from '../../redis/lua-script.ts';
import type { Gate } from '../../redis/replica-gate.ts';
import { type Address, sizeOf } from '../block.ts';
import type {
  CaptchaProof,
  CommitResult,
  Next,
  Noticed,
  Outcome,
  PoolEvent,
  PoolStore,
  Position,
  Snapshot,
  StoreCommand,
  Window,
} from '../store.ts';
import { ANY_TIME, AT_ONCE } from '../store.ts';
import { type PoolKeys, poolKeys, scriptKeys } from './keys.ts';
import { poolScript } from './pool-scripts.ts';
import {
  addresses,
  readBlock,
  readCommitResult,
  readEntry,
  readNoticed,
  readScheduled,
  readStored,
  timeOf,
} from './replies.ts';

/** Loaded once; a missing script stops the process at its start and not at nine o'clock. */
const scripts = {
  hold: poolScript('hold'),
  draw: poolScript('draw'),
  confirm: poolScript('confirm'),
  release: poolScript('release'),
  reserve: poolScript('reserve'),
  note: poolScript('note'),
  remember: poolScript('remember'),
  register: poolScript('register'),
  lapse: poolScript('lapse'),
  miss: poolScript('miss'),
  liftBan: poolScript('lift-ban'),
  bringBack: poolScript('bring-back'),
  withhold: poolScript('withhold'),
  unwithhold: poolScript('unwithhold'),
  openBlock: poolScript('open-block'),
  snapshot: poolScript('snapshot'),
  readSelection: poolScript('read-selection'),
  tally: poolScript('tally'),
};

/** Stream entries per read; an entry has one event, or up to a hundred in a wave of lapses. */
const BATCH = 500;
/** The same where each read waits for a fence, which takes up to 100 ms in a rush. */
const FENCED_BATCH = 4_000;

const ANOTHER_POOL = 'this is not the pool that was read: its data were lost or replaced';
const UNKEPT = 'too few replicas have it: ask again';

type Parts = {
  /** A client that refuses at once without a connection, and times out (role `commands`). */
  readonly commands: RedisClient;
  /** A client for blocking reads of the stream alone (role `blocking`). */
  readonly reads: RedisClient;
  /**
   * Clients like `commands`, for the commands of selections. In one turn Redis reads 16 KB from each connection, some eight
   * commands, and syncs its file once: more lanes put more commands of a rush into one sync. Absent: all go through
   * `commands`.
   */
  readonly lanes?: readonly RedisClient[];
  /** Absent: what Redis has answered counts as kept. */
  readonly gate?: Gate | undefined;
};

/**
 * The pool's store in Redis: each method is one Lua script. Where replicas are demanded, what selections change, remembered
 * answers, selections, captchas, snapshots and events wait for a fence, so that a failover takes back nothing that a node
 * has seen, shows or has told an applicant, nor the fence argument of its scripts. What an operator changes waits at the
 * desk, whose record of the command must be written first.
 */
export class RedisPoolStore implements PoolStore {
  /** Eight lanes put 60 commands into one sync; more lanes gained nothing. */
  static readonly LANES = 8;

  readonly #commands: RedisClient;
  readonly #reads: RedisClient;
  readonly #lanes: readonly RedisClient[];
  readonly #gate: Gate | undefined;
  readonly #keys: PoolKeys;
  /** The keys passed to every script. */
  readonly #shared: readonly string[];
  /**
   * The epoch that every call means, and the last event of it that this node has seen: learnt from reads, and then kept
   * until `follow`. Scripts do nothing in another epoch, nor in a pool that has not reached that event.
   */
  #fence: Position = { epoch: '', offset: 0 };

  constructor(pool: PoolId, { commands, reads, lanes = [], gate }: Parts) {
    this.#keys = poolKeys(pool);
    this.#shared = scriptKeys(this.#keys);
    this.#commands = commands;
    this.#reads = reads;
    this.#lanes = lanes;
    this.#gate = gate;
  }

  /** Means this epoch from now on; '' adopts the epoch that the next snapshot finds, or that the next block begins. */
  follow(epoch: string): void {
    this.#fence = { epoch, offset: 0 };
  }

  readonly openBlock: PoolStore['openBlock'] = async ({ block, free, notBefore = 0, withheld = [] }) => {
    const args = [
      ...this.#fenceArgs(),
      JSON.stringify(block),
      String(block.base),
      String(sizeOf(block)),
      Buffer.from(free),
      randomBytes(12).toString('base64url'),
      String(notBefore),
      [...new Set(withheld)].join(),
    ];
    const outcome = z
      .enum(['opened', 'openAlready', 'tooEarly', 'baseMoved', 'wrongEpoch'])
      .parse(await scripts.openBlock.run(this.#commands, this.#poolKeys(), args));
    if (outcome === 'wrongEpoch') throw new Error(ANOTHER_POOL);
    return outcome;
  };

  readonly readSelection: PoolStore['readSelection'] = async (id) =>
    readStored(await this.#kept(() => scripts.readSelection.run(this.#commands, this.#selectionKeys(id))));

  readonly issueCaptcha: PoolStore['issueCaptcha'] = async ({ selection, id, digest, issuedAt, expiresAt }) => {
    // The scripts judge `expiresAt`. Redis drops the key an hour later: a margin for a clock that is set back.
    const expiration = { type: 'PXAT', value: expiresAt + 3_600_000 } as const;
    const issued = `${selection} ${digest} ${expiresAt} ${issuedAt}`;
    await this.#kept(() => this.#laneOf(selection).set(this.#keys.captcha(id), issued, { expiration }));
  };

  readonly hold: PoolStore['hold'] = ({ ifHeld, ifTaken, ...command }) =>
    this.#runCommand(scripts.hold, command, ifHeld, ifTaken);
  readonly draw: PoolStore['draw'] = ({ next, ...command }) =>
    this.#runCommand(scripts.draw, { ...command, seed: seed() }, next);
  readonly confirm: PoolStore['confirm'] = ({ next, ...command }) => this.#runCommand(scripts.confirm, command, next);
  readonly release: PoolStore['release'] = ({ next, ...command }) => this.#runCommand(scripts.release, command, next);
  readonly reserve: PoolStore['reserve'] = ({ next, ...command }) => this.#runCommand(scripts.reserve, command, next);
  readonly register: PoolStore['register'] = ({ next, ...command }) =>
    this.#runCommand(scripts.register, command, next);
  readonly note: PoolStore['note'] = ({ next, ...command }) => this.#runCommand(scripts.note, command, next);
  readonly remember: PoolStore['remember'] = ({ version: _, answer, ...command }) =>
    this.#runCommand(scripts.remember, command, { record: '', answer });

  readonly lapse: PoolStore['lapse'] = (limit, { after, within, shownFor } = AT_ONCE, window = ANY_TIME) =>
    this.#notice(scripts.lapse, window, limit, after, within, seed(), shownFor);
  readonly miss: PoolStore['miss'] = (limit, { after, within, shownFor } = AT_ONCE, window = ANY_TIME) =>
    this.#notice(scripts.miss, window, limit, after, within, seed(), shownFor);
  readonly bringBack: PoolStore['bringBack'] = (limit, window = ANY_TIME, shownForMs = 0) =>
    this.#notice(scripts.bringBack, window, limit, shownForMs);

  readonly withhold: PoolStore['withhold'] = (numbers) => this.#move(scripts.withhold, numbers);
  readonly unwithhold: PoolStore['unwithhold'] = (numbers, shownForMs = 0) =>
    this.#move(scripts.unwithhold, numbers, shownForMs);

  readonly schedule: PoolStore['schedule'] = async (opening) => {
    await this.#commands.hSet(this.#keys.scheduled, opening.block.id, JSON.stringify(opening));
  };
  readonly unschedule: PoolStore['unschedule'] = async (id) =>
    (await this.#commands.hDel(this.#keys.scheduled, id)) > 0;
  readonly scheduled: PoolStore['scheduled'] = async () =>
    (await this.#commands.hVals(this.#keys.scheduled)).map(readScheduled).toSorted((a, b) => a.opensAt - b.opensAt);

  readonly banOf: PoolStore['banOf'] = async (owner) => {
    const ends = Number((await this.#commands.hGet(this.#keys.bans, owner)) ?? 0);
    return ends > (await this.now()) ? ends : null;
  };
  readonly liftBan: PoolStore['liftBan'] = async (owner) =>
    (await scripts.liftBan.run(this.#commands, this.#poolKeys(), [owner])) === 1;

  readonly snapshot: PoolStore['snapshot'] = async () => {
    const binary = this.#commands.withTypeMapping({ [RESP_TYPES.BLOB_STRING]: Buffer }) as unknown as RedisClient;
    const reply = snapshotReply.parse(await this.#kept(() => scripts.snapshot.run(binary, this.#poolKeys())));
    this.#saw(reply.position);
    return reply;
  };

  readonly eventsAfter: PoolStore['eventsAfter'] = async (position, waitMs) => {
    const isKept = this.#gate?.();
    const streams = await this.#reads.xRead(
      { key: this.#keys.events, id: `${position.offset}-0` },
      { BLOCK: Math.max(1, waitMs), COUNT: this.#gate === undefined ? BATCH : FENCED_BATCH },
    );
    if (streams === null) return (await this.#lostAt(position)) ? 'gone' : [];
    const events: PoolEvent[] = [];
    // A rush brings 25,000 events a second. Our own scripts wrote them, so no schema checks them.
    for (const { id, message } of (streams as unknown as StreamReply)[0].messages) {
      const { epoch, events: found } = readEntry(id, message);
      for (const event of found) {
        // The first events of a shared entry may be known already.
        if (event.offset <= position.offset) continue;
        if (epoch !== position.epoch || event.offset !== position.offset + events.length + 1) return 'gone';
        events.push(event);
      }
    }
    // Read again until they are kept: nobody has seen them yet.
    if (isKept !== undefined && !(await isKept())) return [];
    this.#saw({ epoch: position.epoch, offset: position.offset + events.length });
    return events;
  };

  readonly tally: PoolStore['tally'] = async () => {
    const [opened, free, held, reserved, registered, withheld] = z
      .tuple([z.int(), z.int(), z.int(), z.int(), z.int(), z.int()])
      .parse(await scripts.tally.run(this.#commands, this.#poolKeys()));
    return { opened, free, held, reserved, registered, withheld };
  };

  readonly now: PoolStore['now'] = async () => {
    const [time, last] = await Promise.all([
      this.#commands.sendCommand(['TIME']),
      this.#commands.hGet(this.#keys.meta, 'at'),
    ]);
    const [seconds, micros] = z.tuple([z.coerce.number(), z.coerce.number()]).parse(time);
    return Math.max(seconds * 1_000 + Math.floor(micros / 1_000), Number(last ?? 0));
  };

  /** Records and answers travel beside the command, so that no JSON text is escaped within another. */
  async #runCommand<O extends Outcome>(
    script: LuaScript,
    command: CommandFields,
    ...nexts: readonly Next[]
  ): Promise<CommitResult<O>> {
    const { epoch, offset: seen } = this.#fence;
    const args = [JSON.stringify({ command, epoch, seen })];
    for (const { record, answer } of nexts) args.push(record, answer);
    const keys = this.#selectionKeys(command.selection, command.captcha?.id);
    const isKept = this.#gate?.();
    const settled = readCommitResult<O>(await script.run(this.#laneOf(command.selection), keys, args));
    // Every other status tells of nothing that was done.
    if (isKept === undefined || (settled.status !== 'done' && settled.status !== 'repeated')) return settled;
    if (await isKept()) return settled;
    const { now, behindMs } = settled;
    return { status: 'unkept', now, ...(behindMs !== undefined && { behindMs }) };
  }

  /** Sends all commands of one selection through one lane, so that they are answered in the order of sending. */
  #laneOf(selection: SelectionId): RedisClient {
    let sum = 0;
    for (let i = 0; i < selection.length; i += 1) sum = (sum * 31 + selection.charCodeAt(i)) % 65_521;
    return this.#lanes[sum % this.#lanes.length] ?? this.#commands;
  }

  async #notice(script: LuaScript, window: Window, ...args: number[]): Promise<Noticed> {
    const all = [...this.#fenceArgs(window), ...args.map(String)];
    return readNoticed(await script.run(this.#commands, this.#poolKeys(), all));
  }

  async #move(script: LuaScript, numbers: readonly Address[], ...more: number[]): Promise<readonly Address[]> {
    // The script checks all numbers before it moves any, so it would count a repeated number twice (POOL-4).
    const list = [...new Set(numbers)].join();
    const args = [...this.#fenceArgs(), list, ...more.map(String)];
    const reply = z.string().parse(await script.run(this.#commands, this.#poolKeys(), args));
    if (reply === 'wrongEpoch') throw new Error(ANOTHER_POOL);
    return addresses(reply);
  }

  /** Answers once it is kept; rejects where that takes too long. */
  async #kept<T>(act: () => Promise<T>): Promise<T> {
    const isKept = this.#gate?.();
    const answer = await act();
    if (isKept !== undefined && !(await isKept())) throw new Error(UNKEPT);
    return answer;
  }

  #saw({ epoch, offset }: Position): void {
    const { epoch: meant, offset: seen } = this.#fence;
    if (meant === '' || meant === epoch) this.#fence = { epoch, offset: Math.max(seen, offset) };
  }

  /** The first four arguments of a fenced script, as `steps/fence.lua` reads them. */
  #fenceArgs({ from, until }: Window = ANY_TIME): string[] {
    const { epoch, offset } = this.#fence;
    return [epoch, String(offset), String(from), String(until)];
  }

  /**
   * Whether events after a position are lost, asked when a read found none. A pool that is further on has the missing
   * events by now, or has trimmed them; without this look nobody would notice before the next change.
   */
  async #lostAt(position: Position): Promise<boolean> {
    const [epoch, offset] = await this.#commands.hmGet(this.#keys.meta, ['epoch', 'offset']);
    if (epoch !== position.epoch || Number(offset) < position.offset) return true;
    if (Number(offset) === position.offset) return false;
    return (await this.#commands.xRead({ key: this.#keys.events, id: `${position.offset}-0` }, { COUNT: 1 })) === null;
  }

  #poolKeys(): string[] {
    return [...this.#shared];
  }

  #selectionKeys(id: SelectionId, captcha?: CaptchaId): string[] {
    const keys = [...this.#shared, this.#keys.selection(id)];
    if (captcha !== undefined) keys.push(this.#keys.captcha(captcha));
    return keys;
  }
}

/** The fields that `#runCommand` reads; the command's other fields pass through to its script. */
type CommandFields = Omit<StoreCommand, 'version'> & { readonly captcha?: CaptchaProof; readonly seed?: number };

const seed = (): number => randomInt(2 ** 31);

const text = z.instanceof(Buffer).transform((bytes) => bytes.toString());
const snapshotReply = z.tuple([text, text, text, z.instanceof(Buffer), z.array(text)]).transform(
  ([now, epoch, offset, free, blocks]): Snapshot => ({
    ...timeOf(now),
    position: { epoch, offset: Number(offset) },
    blocks: blocks.map(readBlock),
    free,
  }),
);
type StreamReply = readonly [{ readonly messages: readonly { id: string; message: Record<string, string> }[] }];
