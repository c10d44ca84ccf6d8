import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { type ImportId, importId } from '../../protocol/desk/import-counts.ts';
import {
  type BadRow,
  type ImportCounts,
  type Imported,
  type ImportOptions,
  importVehicles,
} from '../application-form/import/import-vehicles.ts';

/** The largest file, in bytes: some 300,000 vehicles. */
const MAX_BYTES = 64 * 1024 * 1024;
/** Bad rows kept for reading; all are counted. The bound keeps a file of rubbish from filling the memory. */
const MAX_BAD_ROWS = 10_000;
/** An import that gets no part for this long makes room for another. */
const IDLE_TIMEOUT_MS = 60_000;

/**
 * One file's import into the register, part by part over one connection. Imported rows stay. The file can always be
 * sent again: rows that already exist change nothing.
 */
export class VehicleImport {
  static readonly MAX_BYTES = MAX_BYTES;

  readonly id: ImportId = importId.parse(randomBytes(16).toString('base64url'));
  readonly #file = new PassThrough({ highWaterMark: 128 * 1024 });
  readonly #imported: Promise<Imported>;
  /** Whether the needed part of the file has been read. */
  #settled = false;
  #parts = 0;
  #bytes = 0;
  #touchedAt: number;
  #result: Imported | undefined;

  /**
   * @param options.moved called for each imported batch
   * @param now the store's time, in ms
   */
  constructor(
    options: Omit<ImportOptions, 'file' | 'now' | 'progress'> & {
      moved: (counts: ImportCounts, bytes: number) => void;
    },
    now: number,
  ) {
    const { moved, ...rest } = options;
    this.#touchedAt = now;
    this.#imported = importVehicles({
      ...rest,
      now,
      file: this.#file,
      progress: (counts) => moved(counts, this.#bytes),
    });
    const settle = (): void => {
      this.#settled = true;
      // The rest is discarded, so that a waiting sender can go on.
      this.#file.resume();
    };
    this.#imported.then(settle, settle);
    this.#file.on('error', () => undefined);
  }

  /** Whether it is under way; otherwise its sender has left it. */
  isRunning(now: number): boolean {
    return this.#result === undefined && !this.#file.destroyed && now - this.#touchedAt < IDLE_TIMEOUT_MS;
  }

  /** Adds one part. Resolves when there is room for another. */
  async add(
    part: number,
    bytes: Uint8Array,
    now: number,
  ): Promise<'taken' | 'importPartMissing' | 'importUnknown' | 'importTooLarge'> {
    if (this.#file.destroyed) return 'importUnknown';
    this.#touchedAt = now;
    if (part < this.#parts) return 'taken';
    if (this.#result !== undefined) return 'importUnknown';
    if (part > this.#parts) return 'importPartMissing';
    if (this.#bytes + bytes.length > MAX_BYTES) return 'importTooLarge';
    this.#parts += 1;
    this.#bytes += bytes.length;
    const hasRoom = this.#file.write(bytes);
    if (!hasRoom && !this.#settled) await Promise.race([once(this.#file, 'drain'), this.#imported]);
    return 'taken';
  }

  /** Ends the file. Rejects if Redis failed meanwhile: then the file must be sent again. */
  async end(parts: number): Promise<Imported | 'importPartMissing' | 'importUnknown'> {
    if (this.#result !== undefined) return this.#result;
    if (this.#file.destroyed) return 'importUnknown';
    if (parts !== this.#parts) return 'importPartMissing';
    this.#file.end();
    const imported = await this.#imported;
    const kept = 'badRows' in imported ? { ...imported, badRows: imported.badRows.slice(0, MAX_BAD_ROWS) } : imported;
    this.#result = kept;
    return kept;
  }

  /** Up to `limit` bad rows; undefined until the import ends. */
  badRows(from: number, limit: number): { rows: readonly BadRow[]; total: number } | undefined {
    if (this.#result === undefined) return undefined;
    if (!('badRows' in this.#result)) return { rows: [], total: 0 };
    return { rows: this.#result.badRows.slice(from, from + limit), total: this.#result.counts.bad };
  }

  /** Abandons a file that will not end: its connection has closed. */
  abandon(): void {
    if (this.#result === undefined) this.#file.destroy();
  }
}
