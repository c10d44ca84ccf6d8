import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

/** Either will do; the first is what most systems have. */
const SERVERS = ['redis-server', 'valkey-server'] as const;
const CLIENTS = ['redis-cli', 'valkey-cli'] as const;

/** The full path of the first Redis or Valkey server found in the folders of `PATH`; undefined where there is none. */
export const findRedisProgram = (searchPath: string): Promise<string | undefined> => find(SERVERS, searchPath);

/** The full path of the client program that comes with it; undefined where there is none. */
export const findRedisCli = (searchPath: string): Promise<string | undefined> => find(CLIENTS, searchPath);

const find = async (names: readonly string[], searchPath: string): Promise<string | undefined> => {
  for (const name of names) {
    for (const folder of searchPath.split(delimiter)) {
      const path = join(folder, name);
      const runs = await access(path, constants.X_OK).then(
        () => true,
        () => false,
      );
      if (folder !== '' && runs) return path;
    }
  }
  return undefined;
};
