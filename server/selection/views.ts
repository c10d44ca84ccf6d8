import type { SelectionId } from '../../protocol/ids.ts';
import type { Serial } from '../../protocol/plate.ts';
import type { SelectionView } from '../../protocol/selection-view.ts';
import type { AuthoritySettings } from '../authority/settings.ts';
import type { Address } from '../pool/block.ts';
import type { PoolStore, StoredSelection } from '../pool/store.ts';
import { readAt } from './reading.ts';
import { type RecordAt, readRecord } from './record.ts';
import type { SelectionCache } from './selection-cache.ts';
import { viewOf } from './view.ts';

/** A selection that was never changed. */
const FRESH: StoredSelection = { version: 0, record: null, hold: null };

type Parts = {
  readonly store: Pick<PoolStore, 'readSelection'>;
  readonly present: Pick<SelectionCache, 'get'>;
  readonly settings: AuthoritySettings;
  /** The store's clock, in ms. */
  readonly now: () => number;
  readonly serialAt: (address: Address) => Serial;
};

/** Selections as they read now: the attached ones from this node's memory, all of them from the store. */
export class SelectionViews {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** A selection that is attached to this node, with the applicant's masked mobile. */
  of(id: SelectionId, phone: string): SelectionView {
    return this.#viewOf(id, phone, this.#parts.present.get(id) ?? FRESH);
  }

  /** A selection, connected or not. Rejects where the store does not answer. */
  async read(id: SelectionId, phone: string): Promise<SelectionView> {
    return this.#viewOf(id, phone, await this.#parts.store.readSelection(id));
  }

  /** A selection's reserved number, if it has one. Rejects where the store does not answer. */
  async reservationOf(id: SelectionId): Promise<RecordAt<'reserved'> | undefined> {
    const stored = await this.#parts.store.readSelection(id);
    const { record } = readAt(readRecord(stored.record, this.#parts.settings), this.#parts.now(), this.#parts.settings);
    return record.stage === 'reserved' ? record : undefined;
  }

  #viewOf(id: SelectionId, phone: string, stored: StoredSelection): SelectionView {
    const [now, settings, serialAt] = [this.#parts.now(), this.#parts.settings, this.#parts.serialAt];
    return viewOf({ id, stored, now, phone, settings, serialAt });
  }
}
