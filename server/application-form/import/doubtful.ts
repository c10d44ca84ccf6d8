import { problemOf } from '../../../protocol/form-problems.ts';
import type { RegisteredVehicle } from '../register.ts';
import type { BadRow } from './bad-row.ts';
import { type Entry, mayBeRounded } from './entries.ts';

/**
 * Rows whose owner's number may have been rounded although its check digit fits: one in eleven fits by chance, and
 * names another person. Only the rest of the file shows whether numbers were rounded, so these rows wait for its end.
 */
export class Doubtful {
  /** By VIN. */
  readonly #waiting = new Map<string, { readonly line: number; readonly vehicle: RegisteredVehicle }[]>();
  #fileLostDigits = false;

  /** Learns from a bad row whether this file's numbers lose digits. */
  look({ problems }: Pick<BadRow, 'problems'>): void {
    this.#fileLostDigits ||= problems.some(({ field, code }) => field === 'ownerNumber' && code === 'digitsLost');
  }

  /** Keeps a doubtful row; returns whether it waits here. */
  keep(line: number, entry: Entry, vehicle: RegisteredVehicle): boolean {
    if (!mayBeRounded(entry)) return false;
    this.#waiting.set(vehicle.vin, [...(this.#waiting.get(vehicle.vin) ?? []), { line, vehicle }]);
    return true;
  }

  /** The rows that a later row of the same vehicle replaces: the last one counts. */
  before({ vin }: RegisteredVehicle): RegisteredVehicle[] {
    const earlier = this.#waiting.get(vin) ?? [];
    this.#waiting.delete(vin);
    return earlier.map(({ vehicle }) => vehicle);
  }

  /** Decides at the end of the file: all waiting rows are good, or all are bad. */
  settle(): { readonly good: RegisteredVehicle[]; readonly bad: BadRow[] } {
    const waiting = [...this.#waiting.values()].flat();
    if (!this.#fileLostDigits) return { good: waiting.map(({ vehicle }) => vehicle), bad: [] };
    const problems = [problemOf('ownerNumber', 'digitsLost')];
    return { good: [], bad: waiting.map(({ line }) => ({ line, problems })) };
  }
}
