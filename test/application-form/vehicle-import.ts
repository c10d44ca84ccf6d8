import { randomBytes } from 'node:crypto';
import { beforeEach } from 'vitest';
import {
  type Imported,
  type ImportOptions,
  importVehicles,
} from '../../server/application-form/import/import-vehicles.ts';
import { ImportedRegister } from '../../server/application-form/register.ts';
import { AccountStore } from '../../server/identity/account-store.ts';
import { PersonalData } from '../../server/identity/personal-data.ts';
import { redisOfFile } from '../support/redis.ts';

/** A file as it comes over a wire: in pieces of a size that respects neither lines nor characters. */
async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** A register of vehicles, empty at the beginning of every test, and the way of a file into it, in pieces of a size. */
export const openRegister = async (pieceBytes: number) => {
  const redis = await (await redisOfFile()).client();
  beforeEach(() => redis.flushAll());
  const personal = new PersonalData(randomBytes(32));
  const accounts = new AccountStore(redis, personal);
  const register = new ImportedRegister(redis, personal);
  const now = Date.parse('2026-11-29T09:00:00+08:00');

  const take = (
    file: string | Uint8Array,
    changed: Partial<ImportOptions> = {},
    size = pieceBytes,
  ): Promise<Imported> => {
    const bytes = typeof file === 'string' ? Buffer.from(file) : file;
    return importVehicles({ file: pieces(bytes, size), format: 'csv', register, accounts, now, ...changed });
  };
  /** Of a file that is taken in: the counts, the bad rows, and each of these as its line and its reasons. */
  const took = async (...args: Parameters<typeof take>) => {
    const imported = await take(...args);
    if (imported.outcome !== 'imported') throw new Error(JSON.stringify(imported));
    const { counts, badRows } = imported;
    const bad = badRows.map(({ line, problems }) => [line, ...problems.map(({ field, code }) => `${field} ${code}`)]);
    return { counts, badRows, bad };
  };
  return { redis, accounts, register, take, took };
};
