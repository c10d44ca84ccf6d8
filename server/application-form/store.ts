import { z } from 'zod';
import { type SelectionId, selectionId } from '../../protocol/ids.ts';
import type { Account, OwnerId } from '../identity/accounts.ts';
import { identityKeys } from '../identity/keys.ts';
import type { PersonalData } from '../identity/personal-data.ts';
import { Tails } from '../identity/tails.ts';
import type { RedisClient } from '../redis/client.ts';
import { LuaScript } from '../redis/lua-script.ts';
import { readRecord, saveRecord } from '../redis/records.ts';
import { type ApplicationRecord, applicationRecord, freshApplication } from './record.ts';

const completeApplication = LuaScript.read(new URL('scripts/complete-application.lua', import.meta.url));

/** The step that made the present version: a repeat gets the same answer (SAFE-1). */
const lastStep = z.object({
  digest: z.string(),
  refusal: z.string().nullable().describe('JSON of the refusal of a step that changed something nevertheless.'),
});
const kept = z.object({ record: applicationRecord, last: lastStep.nullable() });
export type Kept = { readonly version: number; readonly record: ApplicationRecord; readonly last: LastStep | null };
export type LastStep = z.infer<typeof lastStep>;

/** The applications in Redis, sealed, one for each account. Methods reject if Redis does not answer. */
export class ApplicationStore {
  readonly #redis: RedisClient;
  readonly #personal: PersonalData;
  readonly #tails: Tails;

  constructor(redis: RedisClient, personal: PersonalData) {
    this.#redis = redis;
    this.#personal = personal;
    this.#tails = new Tails(redis, personal);
  }

  async read(owner: OwnerId): Promise<Kept> {
    const key = identityKeys.application(owner);
    const { version, text } = await readRecord(this.#redis, key);
    if (text === null) return { version, record: freshApplication, last: null };
    return { version, ...kept.parse(this.#personal.open(key, text)) };
  }

  /**
   * Writes the next record if the version has not moved since it was read. A completed application also adds the vehicle
   * to the account in the same step; `vehicleTaken`, without a write, if another application for it is complete.
   */
  async save(
    { owner }: Account,
    version: number,
    record: ApplicationRecord,
    last: LastStep,
  ): Promise<'saved' | 'versionMoved' | 'vehicleTaken'> {
    const key = identityKeys.application(owner);
    const text = this.#personal.seal(key, { record, last });
    if (record.stage !== 'complete')
      return (await saveRecord(this.#redis, key, { version, text })) ? 'saved' : 'versionMoved';
    const { vin, model, selection } = record;
    const vehicles = identityKeys.vehicles(owner);
    const vehicle = this.#personal.seal(vehicles, { vin, model });
    await this.#tails.note(vin, owner);
    const keys = [key, this.#claimOf(vin), vehicles, identityKeys.chooser(selection)];
    const answer = await completeApplication.run(this.#redis, keys, [String(version), text, owner, selection, vehicle]);
    return z.enum(['saved', 'versionMoved', 'vehicleTaken']).parse(answer);
  }

  /** Whether an application for this vehicle is complete, by any account. */
  async isTaken(vin: string): Promise<boolean> {
    return (await this.#redis.exists(this.#claimOf(vin))) === 1;
  }

  /** The owner of the complete application for a vehicle; for the desk. */
  async ownerOfVehicle(vin: string): Promise<OwnerId | undefined> {
    return ((await this.#redis.get(this.#claimOf(vin))) ?? undefined) as OwnerId | undefined;
  }

  /** The owner of a selection whose application is complete; for the desk. */
  async ownerOfSelection(selection: SelectionId): Promise<OwnerId | undefined> {
    return ((await this.#redis.get(identityKeys.chooser(selection))) ?? undefined) as OwnerId | undefined;
  }

  /** A vehicle's selection, derived from the VIN, so that a vehicle cannot have two (ELIG-3). */
  selectionOf(vin: string): SelectionId {
    return selectionId.parse(`v-${this.#personal.hash('selection', vin)}`);
  }

  #claimOf(vin: string): string {
    return identityKeys.claim(this.#personal.hash('vin', vin));
  }
}
