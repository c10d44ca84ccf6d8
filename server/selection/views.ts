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

/** Selections as they read now: the attached ones from this node's memory, all of them from the store. */
export class SelectionViews {
  readonly #store: Pick<PoolStore, 'readSelection'>;
  readonly #present: Pick<SelectionCache, 'get'>;
  readonly #settings: AuthoritySettings;
  readonly #now: () => number;
  readonly #serialAt: (address: Address) => Serial;

  constructor(parts: {
    store: Pick<PoolStore, 'readSelection'>;
    present: Pick<SelectionCache, 'get'>;
    settings: AuthoritySettings;
    /** The store's clock, in ms. */
    now: () => number;
    serialAt: (address: Address) => Serial;
  }) {
    this.#store = parts.store;
    this.#present = parts.present;
    this.#settings = parts.settings;
    this.#now = parts.now;
    this.#serialAt = parts.serialAt;
  }

  /** A selection that is attached to this node, with the applicant's masked mobile. */
  of(id: SelectionId, phone: string): SelectionView {
    return this.#viewOf(id, phone, this.#present.get(id) ?? FRESH);
  }

  /** A selection, connected or not. Rejects where the store does not answer. */
  async read(id: SelectionId, phone: string): Promise<SelectionView> {
    return this.#viewOf(id, phone, await this.#store.readSelection(id));
  }

  /** A selection's reserved number, if it has one. Rejects where the store does not answer. */
  async reservationOf(id: SelectionId): Promise<RecordAt<'reserved'> | undefined> {
    const stored = await this.#store.readSelection(id);
    const { record } = readAt(readRecord(stored.record, this.#settings), this.#now(), this.#settings);
    return record.stage === 'reserved' ? record : undefined;
  }

  #viewOf(id: SelectionId, phone: string, stored: StoredSelection): SelectionView {
    const [now, settings, serialAt] = [this.#now(), this.#settings, this.#serialAt];
    return viewOf({ id, stored, now, phone, settings, serialAt });
  }
}
