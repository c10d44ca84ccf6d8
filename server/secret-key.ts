import { randomBytes } from 'node:crypto';
import { open, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const LENGTH = 32;

/**
 * The server's secret of 32 bytes, from which every other key is derived. It is kept in `secret.key` of the data
 * folder, readable by its owner alone, and generated the first time. Throws if the file is invalid.
 */
export const keepSecretKey = async (dataDir: string): Promise<Uint8Array> => {
  const path = join(dataDir, 'secret.key');
  return (await read(path)) ?? (await write(dataDir, path));
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

/**
 * Writes the key to disk, whole and under its final name, before its first use: signatures must stay verifiable after a
 * power cut.
 */
const write = async (dataDir: string, path: string): Promise<Uint8Array> => {
  const key = randomBytes(LENGTH);
  const unfinished = `${path}.new`;
  await writeFile(unfinished, `${key.toString('base64url')}\n`, { mode: 0o600, flush: true });
  await rename(unfinished, path);
  const folder = await open(dataDir);
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
  return key;
};
