import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import type { RedisClient } from '../../redis/client.ts';

const read = (file: string): string => readFileSync(new URL(`scripts/${file}.lua`, import.meta.url), 'utf8');

/** The script's text with the steps that its `-- include:` line names put before it, in that order. */
const assemble = (verb: string): string => {
  const own = read(verb);
  const steps = /^-- include: (.+)$/m.exec(own)?.[1]?.split(' ') ?? [];
  return [...steps.map((step) => read(`steps/${step}`)), own].join('\n');
};

/** Every script of this version, by its verb. */
export const allScripts = (): Script[] =>
  readdirSync(new URL('scripts/', import.meta.url))
    .filter((file) => file.endsWith('.lua'))
    .map((file) => new Script(file.slice(0, -'.lua'.length)));

/** One Lua script, ready to run. */
export class Script {
  readonly #text: string;
  readonly #sha: string;

  /** Reads `scripts/<verb>.lua`; throws where a file is missing. */
  constructor(verb: string) {
    this.#text = assemble(verb);
    this.#sha = createHash('sha1').update(this.#text).digest('hex');
  }

  /** The name that Redis gives to its text: two versions that differ in it differ in this. */
  get sha(): string {
    return this.#sha;
  }

  /** Has Redis keep the script; answers false where it took in another text than this one. */
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
