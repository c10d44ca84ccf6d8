import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { RedisClient } from './client.ts';

/** One Lua script, ready to run. */
export class LuaScript {
  readonly #text: string;
  readonly #sha: string;

  constructor(text: string) {
    this.#text = text;
    this.#sha = createHash('sha1').update(text).digest('hex');
  }

  /** The script of one file; throws where it is missing. */
  static read(file: URL): LuaScript {
    return new LuaScript(readFileSync(file, 'utf8'));
  }

  /** The digest by which Redis names the script: two versions with different texts have different names. */
  get sha(): string {
    return this.#sha;
  }

  /** Loads the script into Redis; false where another text than this one arrived there. */
  async load(client: RedisClient): Promise<boolean> {
    return (await client.scriptLoad(this.#text)) === this.#sha;
  }

  /**
   * Runs the script and answers its raw reply. Redis forgets scripts when it restarts, fails over or is flushed; then
   * the text is sent again. Rejects on a script error, and when the outcome is unknown.
   */
  async run(client: RedisClient, keys: string[], args: (string | Buffer)[] = []): Promise<unknown> {
    const options = { keys, arguments: args };
    try {
      return await client.evalSha(this.#sha, options);
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error;
      return client.eval(this.#text, options);
    }
  }
}
