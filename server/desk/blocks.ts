import type { DeskAnswerOf, DeskRequestOf } from '../../protocol/desk/desk-client-to-server.ts';
import { ALPHABET, type Serial } from '../../protocol/plate.ts';
import type { BlockFigures } from '../availability/pool-availability.ts';
import { type Address, addressIn, type Block, sizeOf } from '../pool/block.ts';
import { planOpening, type WantedBlock } from '../pool/opening.ts';
import type { PoolStore } from '../pool/store.ts';
import { acted, type Acted, refused } from './said.ts';

type Store = Pick<
  PoolStore,
  'openBlock' | 'snapshot' | 'schedule' | 'unschedule' | 'scheduled' | 'withhold' | 'unwithhold'
>;

/** What the desk does with a pool: blocks, scheduled ones, and numbers that are kept back (POOL-2). */
export class DeskBlocks {
  readonly #store: Store;
  readonly #figures: () => readonly BlockFigures[];
  readonly #homeOf: (plate: Serial) => Address | undefined;
  readonly #serialAt: (address: Address) => Serial;

  /** @param parts.figures the blocks that are open, in opening order */
  constructor(parts: {
    store: Store;
    figures: () => readonly BlockFigures[];
    homeOf: (plate: Serial) => Address | undefined;
    serialAt: (address: Address) => Serial;
  }) {
    this.#store = parts.store;
    this.#figures = parts.figures;
    this.#homeOf = parts.homeOf;
    this.#serialAt = parts.serialAt;
  }

  /** The blocks that are open and those that are to be. */
  async list(): Promise<Acted<DeskAnswerOf<'listBlocks'>>> {
    const scheduled = await this.#store.scheduled();
    return acted({
      open: this.#figures().map(({ block, total, free }) => ({ ...shown(block), total: sizeOf(block), home: total, free })),
      scheduled: scheduled.map(({ block, opensAt, withheld }) => ({
        ...shown(block),
        total: sizeOf(block),
        opensAt,
        withheld: [...withheld],
      })),
    });
  }

  /** Opens a block at once; one that was scheduled under its id is forgotten. */
  async add({ block, withheld = [] }: DeskRequestOf<'addBlock'>): Promise<Acted<DeskAnswerOf<'addBlock'>>> {
    const noted = { subject: block.id, after: { ...shown(block), withheld } };
    for (;;) {
      const { blocks } = await this.#store.snapshot();
      const wrong = this.#wrongWith(block, withheld, blocks);
      if (wrong !== null) return refused(wrong, { subject: block.id });
      const opening = planOpening(blocks, block);
      const addresses = withheld.flatMap((plate) => addressIn(opening.block, plate) ?? []);
      // Another desk may open a block between the snapshot and here; then the plan no longer fits.
      const outcome = await this.#store.openBlock({ ...opening, withheld: addresses });
      if (outcome === 'openAlready') return refused('blockExists', { subject: block.id });
      if (outcome === 'opened') {
        await this.#store.unschedule(block.id);
        return acted({ outcome: 'opened', block: block.id, total: sizeOf(block) }, noted);
      }
    }
  }

  /** Has a block opened at an instant. */
  async schedule(
    { block, opensAt, withheld = [] }: DeskRequestOf<'scheduleBlock'>,
    now: number,
  ): Promise<Acted<DeskAnswerOf<'scheduleBlock'>>> {
    const subject = block.id;
    const { blocks } = await this.#store.snapshot();
    const wrong = this.#wrongWith(block, withheld, blocks);
    if (wrong !== null) return refused(wrong, { subject });
    if (opensAt <= now) return refused('timePassed', { subject });
    const before = (await this.#store.scheduled()).find((each) => each.block.id === block.id);
    const scheduled = { block: shown(block), opensAt, withheld };
    await this.#store.schedule(scheduled);
    const answer = { outcome: 'scheduled', block: block.id, opensAt, total: sizeOf(block) } as const;
    return acted(answer, { subject, before, after: scheduled });
  }

  async unschedule({ block }: DeskRequestOf<'unscheduleBlock'>): Promise<Acted<DeskAnswerOf<'unscheduleBlock'>>> {
    const before = (await this.#store.scheduled()).find((each) => each.block.id === block);
    if (!(await this.#store.unschedule(block))) return refused('blockUnknown', { subject: block });
    return acted({ outcome: 'unscheduled', block }, { subject: block, before });
  }

  /** Keeps numbers back; those that are not free are left alone. */
  async withhold({ plates, reason }: DeskRequestOf<'withholdNumbers'>): Promise<Acted<DeskAnswerOf<'withholdNumbers'>>> {
    const moved = await this.#move(plates, (numbers) => this.#store.withhold(numbers));
    const noted = { subject: `${plates.length}`, reason };
    if (moved === undefined) return refused('numberNotInPool', noted);
    return acted({ outcome: 'withheld', withheld: moved.done, leftAlone: moved.leftAlone }, { ...noted, after: moved });
  }

  /** Frees withheld numbers; others are left alone. */
  async unwithhold({
    plates,
    reason,
  }: DeskRequestOf<'unwithholdNumbers'>): Promise<Acted<DeskAnswerOf<'unwithholdNumbers'>>> {
    const moved = await this.#move(plates, (numbers) => this.#store.unwithhold(numbers));
    const noted = { subject: `${plates.length}`, reason };
    if (moved === undefined) return refused('numberNotInPool', noted);
    return acted({ outcome: 'freed', freed: moved.done, leftAlone: moved.leftAlone }, { ...noted, after: moved });
  }

  async #move(
    plates: readonly Serial[],
    move: (numbers: readonly Address[]) => Promise<readonly Address[]>,
  ): Promise<{ done: Serial[]; leftAlone: Serial[] } | undefined> {
    const homes = [...new Set(plates)].map((plate) => this.#homeOf(plate));
    if (homes.includes(undefined)) return undefined;
    const done = (await move(homes.filter((home) => home !== undefined))).map(this.#serialAt);
    return { done, leftAlone: [...new Set(plates)].filter((plate) => !done.includes(plate)) };
  }

  #wrongWith(
    wanted: WantedBlock,
    withheld: readonly Serial[],
    open: readonly Block[],
  ): 'blockWrong' | 'blockExists' | 'numberNotInPool' | null {
    const { positions } = wanted;
    const length = open[0]?.positions.length ?? positions.length;
    if (positions.length !== length || !positions.every(isInOrder)) return 'blockWrong';
    if (open.some(({ id }) => id === wanted.id)) return 'blockExists';
    const block = { ...wanted, base: 0 };
    return withheld.every((plate) => addressIn(block, plate) !== undefined) ? null : 'numberNotInPool';
  }
}

const isInOrder = (characters: string): boolean =>
  characters === [...ALPHABET].filter((character) => characters.includes(character)).join('');

const shown = ({ id, name, positions }: WantedBlock) => ({ id, name: { ...name }, positions: [...positions] });
