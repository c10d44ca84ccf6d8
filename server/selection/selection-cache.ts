import type { SelectionId } from '../../protocol/ids.ts';
import type { AuthoritySettings } from '../authority/settings.ts';
import type { PoolEvent, PoolStore, StoredSelection } from '../pool/store.ts';
import { freshRecord, recordOf, type SelectionRecord } from './record.ts';

/** A selection's present state while a connection is attached to it, with its parsed record, which every key needs. */
export type Present = { readonly stored: StoredSelection; readonly record: SelectionRecord };

type Entry = {
  stored: StoredSelection;
  record: SelectionRecord;
  /** Events may have been missed, and with them another epoch: even an older version may be the true one. */
  doubtful: boolean;
  attached: number;
  loading: Promise<void>;
};

/**
 * The present state of every selection that is connected to this node. It is read once when the first connection comes,
 * and follows the pool's events and the node's own commands from then on. The higher version always wins, so their order
 * of arrival does not matter.
 */
export class SelectionCache {
  readonly #store: Pick<PoolStore, 'readSelection'>;
  readonly #settings: AuthoritySettings;
  readonly #entries = new Map<SelectionId, Entry>();

  constructor(store: Pick<PoolStore, 'readSelection'>, settings: AuthoritySettings) {
    this.#store = store;
    this.#settings = settings;
  }

  /** How many selections are attached here. */
  get size(): number {
    return this.#entries.size;
  }

  /** How many connections are attached here, to any selection. */
  get attached(): number {
    let all = 0;
    for (const { attached } of this.#entries.values()) all += attached;
    return all;
  }

  /**
   * Follows a selection for one more connection, from this turn on until `detach`. Detach also where this rejects because
   * the store does not answer: the caller need not know how far attaching had come.
   */
  async attach(id: SelectionId): Promise<Present> {
    const entry = this.#entries.get(id) ?? this.#open(id);
    entry.attached += 1;
    await entry.loading;
    return entry;
  }

  /** Forgets a selection when its last connection has gone. */
  detach(id: SelectionId): void {
    const entry = this.#entries.get(id);
    if (entry === undefined) return;
    entry.attached -= 1;
    if (entry.attached === 0) this.#entries.delete(id);
  }

  /** The selection's present state; undefined where no connection of this node is attached to it. */
  get(id: SelectionId): StoredSelection | undefined {
    return this.#entries.get(id)?.stored;
  }

  /** Reads the selection again from the store. */
  async reload(id: SelectionId): Promise<void> {
    const { version, record, hold } = await this.#store.readSelection(id);
    this.learn(id, { version, record, hold });
  }

  /** Reads the selection again after a gap: a failover may have lost its last versions, so what is known no longer counts. */
  async readAfresh(id: SelectionId): Promise<void> {
    const entry = this.#entries.get(id);
    if (entry !== undefined) entry.doubtful = true;
    await this.reload(id);
  }

  /**
   * Reads every selection again after a gap, and calls `onRead` for each. A reading that fails is tried again through
   * `later`: without it the selection's connections would go on showing an outdated state.
   */
  readAllAfresh(onRead: (id: SelectionId) => void, later: (again: () => void) => void): void {
    const read = (id: SelectionId): void => {
      if (!this.#entries.has(id)) return;
      this.readAfresh(id).then(
        () => onRead(id),
        () => later(() => read(id)),
      );
    };
    for (const id of this.ids()) read(id);
  }

  /** Takes over a state that is not older than the known one. */
  learn(id: SelectionId, stored: StoredSelection): void {
    const entry = this.#entries.get(id);
    if (entry === undefined || (stored.version < entry.stored.version && !entry.doubtful)) return;
    if (stored.record !== entry.stored.record) entry.record = recordOf(stored, this.#settings);
    entry.stored = stored;
    entry.doubtful = false;
  }

  /** Learns from one event. True where it concerns a selection of this node. */
  apply(event: PoolEvent): boolean {
    if (event.selection === undefined || !this.#entries.has(event.selection)) return false;
    if (event.state !== undefined) this.learn(event.selection, event.state);
    return true;
  }

  /** The selections that are attached here and hold numbers at this instant, by stage. */
  holds(now: number): Record<'holding' | 'picking' | 'confirming', number> {
    const holds = { holding: 0, picking: 0, confirming: 0 };
    for (const { record } of this.#entries.values())
      if ('deadline' in record && now < record.deadline) holds[record.stage] += 1;
    return holds;
  }

  /** Every selection that is attached here. */
  ids(): SelectionId[] {
    return [...this.#entries.keys()];
  }

  #open(id: SelectionId): Entry {
    const entry: Entry = {
      stored: { version: 0, record: null, hold: null },
      record: freshRecord(this.#settings),
      doubtful: false,
      attached: 0,
      loading: Promise.resolve(),
    };
    this.#entries.set(id, entry);
    entry.loading = this.reload(id);
    return entry;
  }
}
