import { randomBytes } from 'node:crypto';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const LENGTH = 32;

/**
 * The server's secret of 32 bytes, from which every other key is derived: kept in `secret.key` of the data folder,
 * readable by its owner alone, and written there the first time. Throws if the file holds anything else.
 */
export const keepSecretKey = async (dataDir: string): Promise<Uint8Array> => {
  const path = join(dataDir, 'secret.key');
  return (await read(path)) ?? (await write(path));
};

const read = async (path: string): Promise<Uint8Array | undefined> => {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  const key = Buffer.from(text.trim(), 'base64url');
  if (key.length !== LENGTH) throw new Error(`${path} is damaged: it should hold ${LENGTH} bytes in base64url`);
  return key;
};

/** On disk before it is used: whatever was signed with the key must be checkable after a power cut. */
const write = async (path: string): Promise<Uint8Array> => {
  const key = randomBytes(LENGTH);
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(`${key.toString('base64url')}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  return key;
};
