import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { poolId } from '../../protocol/ids.ts';
import { serial } from '../../protocol/plate.ts';
import { type CommandName, selectNamespace } from '../../protocol/select/client-to-server.ts';
import type { SelectionView } from '../../protocol/selection-view.ts';
import { deriveKeys } from '../../server/checks/derived-keys.ts';
import { issueLayout } from '../../server/checks/keyboard.ts';
import { poolKeys } from '../../server/pool/redis/keys.ts';
import type { RedisClient } from '../../server/redis/client.ts';
import type { Input } from '../../server/selection/machine.ts';
import type { Expected } from '../../test/selection/transition-table.ts';
import { type Applicant, arrive, connect, NumberTaken } from '../actors/applicant.ts';
import type { DeskWorker } from '../actors/desk-worker.ts';
import { keysOf } from '../actors/keys.ts';
import type { Moment, StoredRecord } from './moments.ts';
import type { Tally } from './tally.ts';
import type { Target } from './target.ts';

export type Row = Readonly<Record<Input['kind'], Expected>>;
/** The command behind each input of the machine. `codeNotSent` has none: the SMS gateway's failure causes it. */
const INPUT_OF = {
  openKeyboard: 'enterCompose',
  verifyPlate: 'verify',
  drawPlates: 'draw',
  releaseHold: 'release',
  confirmPlate: 'confirm',
  requestCode: 'requestCode',
  completeReservation: 'enterCode',
} as const satisfies Partial<Record<CommandName, Input['kind']>>;
type Told = keyof typeof INPUT_OF;
const TOLD = Object.keys(INPUT_OF) as Told[];
const WITH_TOKEN: readonly Told[] = ['releaseHold', 'confirmPlate', 'requestCode', 'completeReservation'];
/** How often a new applicant starts when another holds the number. */
const TRIES = 5;
/** The machine's verdict where nothing is refused. */
const ACTS: readonly Expected[] = ['stay', 'note', 'hold', 'draw', 'confirm', 'release', 'reserve', 'register'];

/** An applicant at a state, with everything that a command of theirs needs. */
type Standing = { readonly me: Applicant; readonly record: StoredRecord | null; readonly view: SelectionView };

type Around = {
  readonly target: Target;
  readonly redis: RedisClient;
  readonly desk: DeskWorker;
  readonly tally: Tally;
  /** Hands out demo applicants and numbers that nobody else has. */
  readonly next: () => { readonly userName: string; readonly plate: string };
};

/** Plays one row of the machine's table: every command at one state. */
export class Cells {
  readonly #around: Around;
  readonly #state: string;
  readonly #moment: Moment;
  readonly #row: Row;

  constructor(around: Around, state: string, moment: Moment, row: Row) {
    this.#around = around;
    this.#state = state;
    this.#moment = moment;
    this.#row = row;
  }

  async play(): Promise<void> {
    const standing = await this.#arrive();
    const isLive = 'token' in standing.view;
    for (const name of TOLD) {
      const expected = this.#row[INPUT_OF[name]];
      if (!ACTS.includes(expected)) await this.#tell(standing, name, expected);
      if (WITH_TOKEN.includes(name)) await this.#tell(standing, name, isLive ? 'holdNotYours' : 'wrongStage', FOREIGN);
    }
    await this.#ask(standing);
    standing.me.leave();
    // A command that is carried out leaves the state, so each has an applicant of its own.
    for (const name of TOLD.filter((each) => ACTS.includes(this.#row[INPUT_OF[each]]))) {
      const another = await this.#arrive();
      await this.#tell(another, name, this.#row[INPUT_OF[name]]);
      another.me.leave();
    }
    await this.#atTheDesk();
  }

  /** Brings an applicant to the state. The edit happens while nobody is connected: the next connection reads it. */
  async #arrive(): Promise<Standing> {
    const { target, redis } = this.#around;
    const first = await this.#walk();
    const keys = poolKeys(poolId.parse('tangshan-small'));
    const key = keys.selection(first.view.id);
    const { edit } = this.#moment;
    if (edit !== undefined) {
      first.leave();
      await redis.hSet(key, 'record', JSON.stringify(edit(await recordAt(redis, key), Date.now())));
    }
    const me = edit === undefined ? first : await connect(target.url, first.token);
    await me.look();
    return { me, record: await recordAt(redis, key).catch(() => null), view: me.view };
  }

  /** An applicant as near to the state as commands lead; a draw, also of another part, may have taken the number. */
  async #walk(): Promise<Applicant> {
    const { target, desk, next } = this.#around;
    for (let tries = 1; ; tries += 1) {
      const { userName, plate } = next();
      const me = await arrive(target.url, userName);
      try {
        await this.#moment.walk(me, plate, desk);
        return me;
      } catch (error) {
        if (!(error instanceof NumberTaken) || tries === TRIES) throw error;
        me.leave();
      }
    }
  }

  /** Sends a command, which must be answered as the table says; a refusal must change nothing. */
  async #tell({ me, record, view }: Standing, name: Told, expected: Expected, token?: string): Promise<void> {
    const { tally } = this.#around;
    tally.tried += 1;
    const body = await this.#bodyOf(name, me, record, view, token);
    const reply = await me.send(name, body as never);
    const isActed = ACTS.includes(expected);
    const word = reply.ok ? 'done' : reply.refusal.code;
    const cell = `${this.#state} × ${name}${token === undefined ? '' : ' with another’s token'}`;
    tally.count(word);
    if (word !== (isActed ? 'done' : expected)) tally.fail(`${cell}: ${word}, where the table says ${expected}`);
    if (isActed) return;
    const after = await me.look();
    if (!isDeepStrictEqual(after, view))
      tally.fail(`${cell}: was refused, and changed ${JSON.stringify(view)} to ${JSON.stringify(after)}`);
  }

  async #bodyOf(
    name: Told,
    me: Applicant,
    record: StoredRecord | null,
    view: SelectionView,
    token?: string,
  ): Promise<object> {
    const common = { id: randomUUID(), version: view.version };
    const own = token ?? (typeof record?.['token'] === 'string' ? record['token'] : FOREIGN);
    const plates = 'plates' in view ? view.plates : [];
    const plate = plates[0] ?? ('plate' in view ? view.plate : '12AK3');
    switch (name) {
      case 'openKeyboard':
        return { id: common.id };
      case 'verifyPlate': {
        const layout = this.#layoutOf(view, record);
        return {
          ...common,
          layout: layout.id,
          keys: keysOf(layout, this.#around.next().plate),
          captcha: await me.solve(),
        };
      }
      case 'drawPlates':
        return { ...common, captcha: await me.solve() };
      case 'confirmPlate':
        return { ...common, token: own, plate };
      case 'completeReservation':
        return { ...common, token: own, code: await me.lastCode().catch(() => '000000') };
      default:
        return { ...common, token: own };
    }
  }

  /** A layout that is valid now: where no applicant gets one, only the keeper of the key can make it. */
  #layoutOf({ id: selection }: SelectionView, record: StoredRecord | null) {
    const { inside } = this.#around.target;
    if (inside === null) throw new Error('the key is not known');
    const begunAnew = this.#state === 'reserved afterBan';
    const round = begunAnew ? 0 : Number(record?.['round'] ?? 0);
    return issueLayout({ key: deriveKeys(inside.secret).keyboard, selection, round, now: Date.now() }).view;
  }

  /** Queries are answered in every state; a keystroke only where one chooses. */
  async #ask({ me, record, view }: Standing): Promise<void> {
    const { tally } = this.#around;
    for (const name of ['syncClock', 'readPool', 'readSelection', 'requestCaptcha'] as const) {
      tally.tried += 1;
      const reply = await me.ask(name, {});
      tally.count(reply.ok ? 'answered' : reply.refusal.code);
      if (!reply.ok) tally.fail(`${this.#state} × ${name}: ${reply.refusal.code}`);
    }
    tally.tried += 1;
    const layout = this.#layoutOf(view, record).id;
    const reply = await me.ask('typePattern', { layout, keys: [null, null, null, null, null] });
    const word = reply.ok ? 'answered' : reply.refusal.code;
    tally.count(word);
    if (word !== (view.stage === 'choosing' ? 'answered' : 'wrongStage'))
      tally.fail(`${this.#state} × typePattern: ${word}`);
  }

  /** The two inputs that come from the desk: handing the plate over, and lifting a ban. */
  async #atTheDesk(): Promise<void> {
    const { desk, tally } = this.#around;
    const { me, record, view } = await this.#arrive();
    me.leave();
    tally.tried += 1;
    const plate = serial.parse(record?.['plate'] ?? '12AK3');
    const reply = await desk.ask('collectVoucher', { selection: view.id, plate });
    const word = reply.ok ? 'done' : reply.refusal.code;
    tally.count(word);
    const isRight = this.#row.collect === 'register' ? reply.ok : NOT_COLLECTED.includes(word);
    if (!isRight) tally.fail(`${this.#state} × collectVoucher: ${word}, where the table says ${this.#row.collect}`);
  }
}

const FOREIGN = 'A-token-of-nobodys-own';
/** The desk says of a number that is not reserved what has become of it. */
const NOT_COLLECTED: readonly string[] = ['reservationUnknown', 'alreadyCollected', 'collectionMissed'];

const recordAt = async (redis: RedisClient, key: string): Promise<StoredRecord> =>
  JSON.parse((await redis.hGet(key, 'record')) ?? 'null') as StoredRecord;

/** The commands of `/select` that no cell plays: a new one must be decided about here. */
export const undecided = (): string[] =>
  selectNamespace.names.filter(
    (name) => selectNamespace.commands[name].kind === 'command' && !TOLD.some((each) => each === name),
  );
