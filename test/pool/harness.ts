import { randomBytes, randomUUID } from 'node:crypto';
import {
  blockId,
  captchaId,
  commandId,
  type HoldToken,
  holdToken,
  type OwnerId,
  ownerId,
  type SelectionId,
  selectionId,
} from '../../protocol/ids.ts';
import { type Address, type Block, nextBase, sizeOf } from '../../server/pool/block.ts';
import type {
  BlockOpening,
  CaptchaProof,
  CommitResult,
  ConfirmCommand,
  DrawCommand,
  HeldCommand,
  HoldCommand,
  IssuedCaptcha,
  Next,
  PoolEvent,
  PoolStore,
  PoolTally,
  Position,
  RecordCommand,
  RememberCommand,
  ReserveCommand,
  StoreCommand,
} from '../../server/pool/store.ts';

/** A store to try out, with a clock that reads at least `instant` once `passTo` has resolved. */
export type Keeper = { readonly store: PoolStore; readonly passTo: (instant: number) => Promise<void> };

/** Later than any test: deadlines and windows that do not matter. */
export const LATER = 9_000_000_000_000;

const token22 = (): string => randomBytes(16).toString('base64url');
/** A tally with zeros where nothing else is said. */
export const tallyOf = (counts: Partial<PoolTally>): PoolTally => ({
  opened: 0,
  free: 0,
  held: 0,
  reserved: 0,
  registered: 0,
  withheld: 0,
  ...counts,
});
export const newToken = (): HoldToken => holdToken.parse(token22());
export const next = (what: string): Next => ({ record: `{"record":"${what}"}`, answer: `{"answer":"${what}"}` });
export const bitAt = (bits: Uint8Array, bit: number): boolean => ((bits[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) !== 0;

/** What a command came to: its outcome, or why it was not carried out. */
export const wordOf = (reply: CommitResult<string>): string => (reply.status === 'done' ? reply.outcome : reply.status);
/** The numbers that a command was answered with. */
export const numbersOf = (reply: CommitResult<string>): readonly Address[] =>
  reply.status === 'done' ? reply.numbers : [];
/** The event right after a position, which takes and frees nothing but what the test says. */
export const eventAfter = ({ offset }: Position, said: Partial<PoolEvent>) => ({
  offset: offset + 1,
  taken: [],
  freed: [],
  ...said,
});

/** A store with the helpers that every test of it needs. */
export class Harness {
  readonly store: PoolStore;
  readonly passTo: Keeper['passTo'];
  /** The addresses that each block offers, by its id. */
  readonly opened = new Map<string, readonly Address[]>();
  /** Those of them that were withheld from the first. */
  readonly withheldFirst = new Set<Address>();
  readonly #blocks: Block[] = [];

  constructor(keeper: Keeper) {
    this.store = keeper.store;
    this.passTo = keeper.passTo;
  }

  /** Opens a block of `size` numbers behind the others, of which only the given ones (by default all) are free. */
  async open(size: number, freeBits: readonly number[] = [...Array(size).keys()]): Promise<Address[]> {
    const opening = smallOpening(this.#blocks, size, freeBits);
    await this.openBlock(opening);
    this.#blocks.push(opening.block);
    return freeBits.map((bit) => (opening.block.base + bit) as Address);
  }

  /** Opens a block as it is given, and notes what the audit has to know of it. */
  async openBlock(opening: BlockOpening) {
    const { block, free, withheld = [] } = opening;
    const bits = [...Array(sizeOf(block)).keys()].filter((bit) => bitAt(free, bit));
    const offered = bits.map((bit) => (block.base + bit) as Address);
    this.opened.set(block.id, offered);
    for (const number of withheld) if (offered.includes(number)) this.withheldFirst.add(number);
    const outcome = await this.store.openBlock(opening);
    await this.store.snapshot();
    return outcome;
  }

  /** Opens two numbers or more, and answers them. */
  async openSome(size = 16): Promise<[Address, Address, ...Address[]]> {
    const [one, two, ...others] = await this.open(size);
    if (one === undefined || two === undefined) throw new RangeError('open at least two numbers');
    return [one, two, ...others];
  }

  /** Opens sixteen numbers, one of which an applicant holds. */
  async holding(said?: Partial<HoldCommand>) {
    const [number, other] = await this.openSome();
    const anna = this.applicant();
    await anna.hold(number, said);
    return { anna, number, other, before: await this.position() };
  }

  /** Opens forty numbers, of which an applicant draws five. */
  async drawing(said?: Partial<DrawCommand>) {
    await this.open(40);
    const anna = this.applicant();
    const numbers = numbersOf(await anna.draw(5, said));
    const [one, two] = numbers;
    if (one === undefined || two === undefined) throw new Error('five numbers were not drawn');
    return { anna, numbers, one, two, before: await this.position() };
  }

  applicant(name = `s${randomUUID().slice(0, 8)}`, owner?: OwnerId): Applicant {
    return new Applicant(this.store, selectionId.parse(name), owner);
  }

  async position(): Promise<Position> {
    return (await this.store.snapshot()).position;
  }

  /**
   * Has 480 commands judged at about one instant, each with an edge of its own within 60 ms around it: whenever the
   * store comes to it, some edges are past, some to come, and some are that very millisecond. A machine that was too
   * busy to meet all three is given another go.
   */
  async across<C, R extends { now: number }>(make: (edge: number) => Promise<C>, send: (command: C) => Promise<R>) {
    for (let lead = 200; ; lead *= 2) {
      const first = (await this.store.now()) + lead;
      const edges = Array.from({ length: 480 }, (_, i) => first + ((i * 7) % 60));
      const made = await Promise.all(edges.map(async (edge) => ({ edge, command: await make(edge) })));
      await this.passTo(first + 20);
      const judged = await Promise.all(made.map(async ({ edge, command }) => ({ edge, reply: await send(command) })));
      const sides = new Set(judged.map(({ edge, reply }) => Math.sign(reply.now - edge)));
      if (sides.size === 3) return judged;
    }
  }

  /** Every event after a position, by default from the first. */
  async events(after?: Position): Promise<PoolEvent[]> {
    const present = await this.position();
    const { epoch, offset } = after ?? { ...present, offset: 0 };
    const events: PoolEvent[] = [];
    while (offset + events.length < present.offset) {
      const more = await this.store.eventsAfter({ epoch, offset: offset + events.length }, 1);
      if (more === 'gone') throw new Error(`events after ${offset + events.length} are gone`);
      events.push(...more);
    }
    return events;
  }
}

/** An opening of one block with `size` numbers, at most 100,000, behind the given ones. */
export const smallOpening = (blocks: readonly Block[], size: number, freeBits: readonly number[]) => {
  const digits = '0123456789';
  const radices = factors(size);
  const block: Block = {
    id: blockId.parse(`b${blocks.length}`),
    name: { zh: '号段', en: 'Block' },
    positions: Array.from({ length: 5 }, (_, i) => digits.slice(0, radices[i] ?? 1)),
    base: nextBase(blocks),
  };
  if (sizeOf(block) !== size) throw new RangeError(`no small block has ${size} numbers`);
  const free = new Uint8Array(Math.ceil(size / 8));
  for (const bit of freeBits) free[bit >> 3] = (free[bit >> 3] ?? 0) | (0x80 >> (bit & 7));
  return { block, free };
};

/** Factors of at most 10, the largest first. */
const factors = (size: number): number[] => {
  const factor = [10, 9, 8, 7, 6, 5, 4, 3, 2].find((candidate) => size % candidate === 0);
  return factor === undefined ? [] : [factor, ...factors(size / factor)];
};

type Making = 'toHold' | 'toDraw' | 'toConfirm' | 'toRelease' | 'toReserve' | 'toRegister' | 'toNote' | 'toRemember';
type Said<M extends Making> = Parameters<Applicant[M]>;

/** One selection at work: makes commands that would succeed, but for what the test says otherwise. */
export class Applicant {
  readonly id: SelectionId;
  readonly owner: OwnerId;
  readonly #store: PoolStore;

  /** @param owner whose vehicle it is; a person of its own where nothing is said */
  constructor(store: PoolStore, id: SelectionId, owner: OwnerId = ownerId.parse(`o-${id}`)) {
    this.#store = store;
    this.id = id;
    this.owner = owner;
  }

  /** Sends the command that the method of the same name makes. */
  readonly hold = async (...said: Said<'toHold'>) => this.#store.hold(await this.toHold(...said));
  readonly draw = async (...said: Said<'toDraw'>) => this.#store.draw(await this.toDraw(...said));
  readonly confirm = async (...said: Said<'toConfirm'>) => this.#store.confirm(await this.toConfirm(...said));
  readonly release = async (...said: Said<'toRelease'>) => this.#store.release(await this.toRelease(...said));
  readonly reserve = async (...said: Said<'toReserve'>) => this.#store.reserve(await this.toReserve(...said));
  readonly register = async (...said: Said<'toRegister'>) => this.#store.register(await this.toRegister(...said));
  readonly note = async (...said: Said<'toNote'>) => this.#store.note(await this.toNote(...said));
  readonly remember = async (...said: Said<'toRemember'>) => this.#store.remember(await this.toRemember(...said));

  read() {
    return this.#store.readSelection(this.id);
  }

  /** Has a captcha issued that is answered with the digest `right`. */
  async captcha(issued: Partial<IssuedCaptcha> = {}): Promise<CaptchaProof> {
    const id = captchaId.parse(token22());
    await this.#store.issueCaptcha({
      selection: this.id,
      id,
      digest: 'right',
      issuedAt: 0,
      expiresAt: LATER,
      ...issued,
    });
    return { id: issued.id ?? id, digest: 'right' };
  }

  async toHold(address: Address, said: Partial<HoldCommand> = {}): Promise<HoldCommand> {
    const captcha = said.captcha ?? (await this.captcha());
    const command = {
      address,
      captcha,
      captchaFrom: 0,
      token: newToken(),
      deadline: LATER,
      ifHeld: next('held'),
      ifTaken: next('taken'),
    };
    return { ...command, ...(await this.#frame()), ...said };
  }

  async toDraw(count: number, said: Partial<DrawCommand> = {}): Promise<DrawCommand> {
    const captcha = said.captcha ?? (await this.captcha());
    const command = { count, captcha, captchaFrom: 0, token: newToken(), deadline: LATER, next: next('drawn') };
    return { ...command, ...(await this.#frame()), ...said };
  }

  async toConfirm(keep: Address, said: Partial<ConfirmCommand> = {}): Promise<ConfirmCommand> {
    return { keep, deadline: LATER, ...(await this.toRelease()), next: next('confirmed'), ...said };
  }

  /** Names the selection's present hold. */
  async toRelease(said: Partial<HeldCommand> = {}): Promise<HeldCommand> {
    const token = (await this.read()).hold?.token ?? newToken();
    return { token, next: next('ended'), ...(await this.#frame()), ...said };
  }

  async toReserve(said: Partial<ReserveCommand> = {}): Promise<ReserveCommand> {
    return { collectBy: LATER - 1, bannedUntil: LATER, ...(await this.toRelease()), next: next('reserved'), ...said };
  }

  async toRegister(said: Partial<RecordCommand> = {}): Promise<RecordCommand> {
    return { next: next('registered'), ...(await this.#frame()), ...said };
  }

  async toNote(said: Partial<RecordCommand> = {}): Promise<RecordCommand> {
    return { next: next('noted'), ...(await this.#frame()), ...said };
  }

  async toRemember(said: Partial<RememberCommand> = {}): Promise<RememberCommand> {
    return { answer: '{"answer":"remembered"}', ...(await this.#frame()), ...said };
  }

  async #frame(): Promise<StoreCommand> {
    const { version } = await this.read();
    const id = commandId.parse(randomUUID());
    const window = { from: 0, until: LATER, notAfter: LATER };
    const delays = { returnAfter: 0, shownFor: 0 };
    return { selection: this.id, owner: this.owner, id, digest: 'body', version, ...delays, ...window };
  }
}
