import { z } from 'zod';
import type { OwnerId } from '../identity/accounts.ts';
import { identityKeys } from '../identity/keys.ts';
import type { PersonalData } from '../identity/personal-data.ts';
import type { RedisClient } from '../redis/client.ts';

/** A vehicle in the authority's register of new vehicles (ELIG-2). */
const registeredVehicle = z.object({
  vin: z.string(),
  model: z.string(),
  class: z.enum(['small', 'smallNewEnergy', 'other']),
  /** The keyed hash of the owner's identity number or credit code; the number itself is not kept. */
  owner: z.string().transform((text) => text as OwnerId),
  invoiceCode: z.string(),
  invoiceNumber: z.string(),
  /** Second-hand (ELIG-1). */
  transferred: z.boolean(),
  /** The plate that the vehicle already has; null if it has none (ELIG-3). */
  plate: z.string().nullable(),
});
export type RegisteredVehicle = z.output<typeof registeredVehicle>;

/** An authority's register: the imported one, or an adapter to the authority's own service (ELIG-2). */
export type VehicleRegister = { readonly find: (vin: string) => Promise<RegisteredVehicle | undefined> };

/** The outcome for one vehicle of a batch. */
export type Stored = 'added' | 'changed' | 'unchanged';

/** The register in Redis, filled by imports. Methods reject if Redis does not answer. */
export class ImportedRegister implements VehicleRegister {
  readonly #redis: RedisClient;
  readonly #personal: PersonalData;

  constructor(redis: RedisClient, personal: PersonalData) {
    this.#redis = redis;
    this.#personal = personal;
  }

  readonly find = async (vin: string): Promise<RegisteredVehicle | undefined> => {
    const field = this.#fieldOf(vin);
    const kept = await this.#redis.hGet(identityKeys.register, field);
    if (kept === null) return undefined;
    return registeredVehicle.parse(this.#personal.open(placeOf(field), kept.slice(kept.indexOf(' ') + 1)));
  };

  /** The number of vehicles. */
  size(): Promise<number> {
    return this.#redis.hLen(identityKeys.register);
  }

  /** Stores vehicles. An unchanged one is not written, so the same file twice changes nothing. */
  async store(vehicles: readonly RegisteredVehicle[]): Promise<Stored[]> {
    if (vehicles.length === 0) return [];
    const entries = vehicles.map((vehicle) => {
      const facts = JSON.stringify(registeredVehicle.parse(vehicle));
      return { vehicle, field: this.#fieldOf(vehicle.vin), digest: this.#personal.hash('register-entry', facts) };
    });
    const kept = await this.#redis.hmGet(
      identityKeys.register,
      entries.map(({ field }) => field),
    );
    const digests = new Map(entries.map(({ field }, i) => [field, kept[i]?.split(' ', 1)[0]]));
    const writes: Record<string, string> = {};
    const stored = entries.map(({ vehicle, field, digest }): Stored => {
      const before = digests.get(field);
      if (before === digest) return 'unchanged';
      writes[field] = `${digest} ${this.#personal.seal(placeOf(field), vehicle)}`;
      // A VIN may occur twice in one batch: the later row is compared with the earlier one.
      digests.set(field, digest);
      return before === undefined ? 'added' : 'changed';
    });
    if (Object.keys(writes).length > 0) await this.#redis.hSet(identityKeys.register, writes);
    return stored;
  }

  #fieldOf(vin: string): string {
    return this.#personal.hash('vin', vin);
  }
}

const placeOf = (field: string): string => `${identityKeys.register}/${field}`;
