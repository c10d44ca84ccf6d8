import type { RedisClient } from './client.ts';
import { LuaScript } from './lua-script.ts';

const save = LuaScript.read(new URL('scripts/save-record.lua', import.meta.url));

/** A record and the count of its changes; at version 0 there is no record. */
export type VersionedText = { readonly version: number; readonly text: string | null };

/** Reads a record with its version. */
export const readRecord = async (redis: RedisClient, key: string): Promise<VersionedText> => {
  const [version, text] = await redis.hmGet(key, ['version', 'record']);
  return { version: Number(version ?? 0), text: text ?? null };
};

/** Writes a record if its version is still the one that was read; otherwise writes nothing and answers false. */
export const saveRecord = async (
  redis: RedisClient,
  key: string,
  { version, text, lifeMs }: { readonly version: number; readonly text: string; readonly lifeMs?: number },
): Promise<boolean> => (await save.run(redis, [key], [String(version), text, String(lifeMs ?? '')])) === 'saved';
