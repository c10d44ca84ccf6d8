import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { socketOf } from '../../server/redis/target.ts';
import type { TestServer } from '../../test/support/server.ts';
import type { SmsProvider } from '../../test/support/sms-provider.ts';
import type { Canary, Place } from './canaries.ts';

type Answered = { readonly status: number; readonly body: Record<string, unknown> };

/** What a whole run leaves behind, where none of it may be told: to be searched when it is over. */
export class Traces {
  /** Planted, or learnt on the way: codes, tokens, pass-phrases that the server made. */
  readonly canaries: Canary[] = [];
  readonly refusals: unknown[] = [];
  readonly strangersHeard: unknown[] = [];
  readonly deskHeard: unknown[] = [];
  readonly #server: TestServer;

  constructor(server: TestServer) {
    this.#server = server;
  }

  plant(what: string, text: string): string {
    this.canaries.push({ what, text });
    return text;
  }

  /** Asks over HTTP; of what is refused the reason is kept, without the form that goes back to its own author. */
  async ask(
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answered> {
    const response = await fetch(`${this.#server.url}${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = (response.headers.get('content-type') ?? '').includes('json');
    const read = isJson && text !== '' ? (JSON.parse(text) as Record<string, unknown>) : {};
    const { application: _, ...told } = read;
    if (response.status >= 400) this.refusals.push(isJson ? told : text, [...response.headers]);
    return { status: response.status, body: read };
  }

  /** Everything that is searched. */
  async places(): Promise<Place[]> {
    const metrics = await (await fetch(`${this.#server.url}/metrics`)).text();
    const health = await (await fetch(`${this.#server.url}/healthz`)).text();
    return [
      { name: 'the log', content: this.#server.lines.join('\n') },
      { name: 'metrics', content: metrics },
      { name: 'health', content: health },
      { name: 'refusals', content: JSON.stringify(this.refusals) },
      { name: 'pushes to others', content: JSON.stringify(this.strangersHeard) },
      { name: 'what the desk is shown', content: JSON.stringify(this.deskHeard) },
      ...(await this.#redisFiles()),
      ...(await processOf('the server', this.#server.pid)),
      ...(await processOf('Redis', this.#server.redisPid)),
    ];
  }

  /** Redis's files: every write of the whole run, jobs, events, the trail and what was deleted since among them. */
  async #redisFiles(): Promise<Place[]> {
    const folder = dirname(dirname(socketOf(this.#server.redis)));
    const names = await readdir(folder, { recursive: true });
    const kept = names.filter((name) => /\.(aof|rdb)$/.test(name));
    if (!kept.some((name) => name.endsWith('.aof'))) throw new Error(`Redis keeps no file in ${names.join(', ')}`);
    return Promise.all(
      kept.map(async (name) => ({ name: `Redis's ${name}`, content: await readFile(join(folder, name)) })),
    );
  }
}

const processOf = async (name: string, pid: number): Promise<Place[]> =>
  Promise.all(
    ['cmdline', 'environ', 'comm'].map(async (file) => ({
      name: `${name}'s ${file}`,
      content: await readFile(`/proc/${pid}/${file}`),
    })),
  );

/** What the newest message to the provider says, by a pattern with one group. */
export const newest = (provider: SmsProvider, pattern: RegExp): string => {
  for (const { body } of provider.heard.toReversed()) {
    const found = pattern.exec((JSON.parse(body) as { text: string }).text)?.[1];
    if (found !== undefined) return found;
  }
  throw new Error(`no message says ${pattern}`);
};
