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
/** Bad rows that are kept to be read, so that a file of rubbish does not fill the memory; all of them are counted. */
const MAX_BAD_ROWS = 10_000;
/** An import to which nothing is added for this long, in ms, makes room for another. */
const IDLE = 60_000;

/**
 * One file on its way into the register, part by part over one connection. What it takes in stays; it can always be
 * sent again, and rows that are there already change nothing.
 */
export class VehicleImport {
  static readonly MAX_BYTES = MAX_BYTES;

  readonly id: ImportId = importId.parse(randomBytes(16).toString('base64url'));
  readonly #file = new PassThrough({ highWaterMark: 128 * 1024 });
  readonly #imported: Promise<Imported>;
  /** Whether everything that is wanted of the file has been read. */
  #settled = false;
  #parts = 0;
  #bytes = 0;
  #touchedAt: number;
  #result: Imported | undefined;

  /**
   * @param options.moved told of each batch that was taken in
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
      // Nobody reads what follows; whoever waits for room may go on.
      this.#file.resume();
    };
    this.#imported.then(settle, settle);
    this.#file.on('error', () => undefined);
  }

  /** Whether it is under way, or is only what somebody left behind. */
  isRunning(now: number): boolean {
    return this.#result === undefined && !this.#file.destroyed && now - this.#touchedAt < IDLE;
  }

  /** Takes one part. Resolves when there is room for another. */
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

  /** Ends the file. Rejects where Redis failed meanwhile, and the file must be sent again. */
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

  /** Up to `limit` of the bad rows; undefined while it has not ended. */
  badRows(from: number, limit: number): { rows: readonly BadRow[]; total: number } | undefined {
    if (this.#result === undefined) return undefined;
    if (!('badRows' in this.#result)) return { rows: [], total: 0 };
    return { rows: this.#result.badRows.slice(from, from + limit), total: this.#result.counts.bad };
  }

  /** Lets go of a file that will not end: the connection is gone. */
  abandon(): void {
    if (this.#result === undefined) this.#file.destroy();
  }
}
