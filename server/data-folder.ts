import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { constants } from 'node:fs';
import { access, chmod, link, lstat, mkdir, realpath, rename, rm } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** The server's data folder, locked by this process. */
export type DataFolder = {
  /** Absolute. */
  readonly path: string;
  /** The folder of sockets: private to this account, and short enough for a socket's address. */
  readonly sockets: string;
  /** Releases the lock. */
  readonly release: () => Promise<void>;
};

/** A socket's address holds 108 bytes on Linux and 104 on macOS, including the file names below the folder. */
const LONGEST_FOLDER = 80;

/**
 * Locks the data folder, and creates it if missing. Throws an Error of one line if the folder is not writable or
 * another live server holds it. The lock is a listening socket, so a crash releases it.
 */
export const takeDataFolder = async (dataDir: string): Promise<DataFolder> => {
  const path = await writableFolder(resolve(dataDir));
  const sockets = await socketFolder(path);
  const lock = join(sockets, 'lock.sock');
  const server = await takeLock(lock, `the data folder ${path} is in use by another server`);
  return {
    path,
    sockets,
    release: async () => {
      server.close();
      await once(server, 'close');
      await rm(lock, { force: true });
    },
  };
};

const writableFolder = async (path: string): Promise<string> => {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
    await access(path, constants.R_OK | constants.W_OK | constants.X_OK);
    return await realpath(path);
  } catch (error) {
    throw new Error(
      `the data folder ${path} (DATA_DIR) cannot be written: ${error instanceof Error ? error.message : String(error)}`,
      {
        cause: error,
      },
    );
  }
};

/** The socket folder of a server with this data folder, running or not. */
export const socketsOf = async (dataDir: string): Promise<string> =>
  socketFolder(await writableFolder(resolve(dataDir)));

const socketFolder = async (dataDir: string): Promise<string> => {
  const within = join(dataDir, 'run');
  const name = createHash('sha256').update(dataDir).digest('hex').slice(0, 24);
  const path = Buffer.byteLength(within) <= LONGEST_FOLDER ? within : join(tmpdir(), `xuanhao-${name}`);
  await mkdir(path, { recursive: true, mode: 0o700 });
  // In a shared temporary folder another account may have created it first, to listen in.
  const { uid } = await lstat(path);
  if (process.getuid && uid !== process.getuid()) throw new Error(`the folder ${path} belongs to another account`);
  await chmod(path, 0o700);
  return path;
};

/**
 * Takes the lock: listens under a name of its own, then links that name to the lock's, which only one process can do. A
 * lock without a listener is left over from a crash. It is moved aside before it is judged: otherwise one of two
 * servers starting at once could remove the other's fresh lock.
 */
const takeLock = async (lock: string, taken: string): Promise<Server> => {
  const own = `${lock}.${process.pid}`;
  const aside = `${own}.old`;
  await rm(own, { force: true });
  // The server answers each client with its process id.
  const server = createServer((asker) => asker.on('error', () => undefined).end(String(process.pid)));
  server.unref();
  server.listen(own);
  await once(server, 'listening');
  try {
    for (let attempt = 0; attempt < 5; attempt++) {
      if (await became(link(own, lock), 'EEXIST')) return server;
      if (!(await became(rename(lock, aside), 'ENOENT'))) continue;
      const holder = await holderOf(aside);
      if (holder !== undefined) {
        await became(link(aside, lock), 'EEXIST');
        throw new Error(`${taken}${holder ? ` (process ${holder})` : ''}`);
      }
    }
    throw new Error(taken);
  } catch (error) {
    server.close();
    throw error;
  } finally {
    await rm(aside, { force: true });
    await rm(own, { force: true });
  }
};

/** True if a step succeeded, false if it failed with the expected code. */
const became = (step: Promise<void>, expected: string): Promise<boolean> =>
  step.then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === expected) return false;
      throw error;
    },
  );

/** The process that listens on a socket, '' if it does not answer with its id; undefined without a listener. */
const holderOf = async (path: string): Promise<string | undefined> => {
  const socket = connect(path);
  socket.setTimeout(1_000, () => socket.destroy());
  try {
    await once(socket, 'connect');
  } catch {
    return undefined;
  }
  let answer = '';
  try {
    for await (const chunk of socket) answer += String(chunk);
  } catch {
    // It accepted, so it is alive; only its id is missing.
  }
  return /^\d+$/.test(answer) ? answer : '';
};
