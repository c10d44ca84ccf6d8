import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { RedisClient } from './client.ts';

/** One Lua script of one file. */
export class LuaScript {
  readonly #text: string;
  readonly #sha: string;

  /** Reads the file; throws where it is missing. */
  constructor(file: URL) {
    this.#text = readFileSync(file, 'utf8');
    this.#sha = createHash('sha1').update(this.#text).digest('hex');
  }

  /** Runs it; its text is sent again where Redis has forgotten it. Rejects on a script error, and without an answer. */
  async run(client: RedisClient, keys: string[], args: string[]): Promise<unknown> {
    const options = { keys, arguments: args };
    try {
      return await client.evalSha(this.#sha, options);
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error;
      return client.eval(this.#text, options);
    }
  }
}
