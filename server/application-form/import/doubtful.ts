import { problemOf } from '../../../protocol/form-problems.ts';
import type { RegisteredVehicle } from '../register.ts';
import type { BadRow } from './bad-row.ts';
import { type Entry, mayBeRounded } from './entries.ts';

/**
 * Rows whose owner’s number may have been rounded and yet has a check digit that fits: one in eleven does by chance, and
 * names somebody else. Whether it was shows in the rest of the file, so they wait for its end.
 */
export class Doubtful {
  /** By VIN. */
  readonly #waiting = new Map<string, { readonly line: number; readonly vehicle: RegisteredVehicle }[]>();
  #fileLostDigits = false;

  /** Learns from a bad row whether this file’s numbers lose digits. */
  look({ problems }: Pick<BadRow, 'problems'>): void {
    this.#fileLostDigits ||= problems.some(({ field, code }) => field === 'ownerNumber' && code === 'digitsLost');
  }

  /** Whether a row waits here. */
  keep(line: number, entry: Entry, vehicle: RegisteredVehicle): boolean {
    if (!mayBeRounded(entry)) return false;
    this.#waiting.set(vehicle.vin, [...(this.#waiting.get(vehicle.vin) ?? []), { line, vehicle }]);
    return true;
  }

  /** What a later row of the same vehicle replaces: the last one counts. */
  before({ vin }: RegisteredVehicle): RegisteredVehicle[] {
    const earlier = this.#waiting.get(vin) ?? [];
    this.#waiting.delete(vin);
    return earlier.map(({ vehicle }) => vehicle);
  }

  /** At the end of the file: all of them are as good as its other rows, or none is. */
  settle(): { readonly good: RegisteredVehicle[]; readonly bad: BadRow[] } {
    const waiting = [...this.#waiting.values()].flat();
    if (!this.#fileLostDigits) return { good: waiting.map(({ vehicle }) => vehicle), bad: [] };
    const problems = [problemOf('ownerNumber', 'digitsLost')];
    return { good: [], bad: waiting.map(({ line }) => ({ line, problems })) };
  }
}
