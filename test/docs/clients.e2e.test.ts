import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { io, type Socket } from 'socket.io-client';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { selectNamespace } from '../../protocol/select/client-to-server.ts';
import { asyncApiDocument } from '../../server/http/asyncapi/document.ts';
import { arrive } from '../../verification/actors/applicant.ts';
import { sharedServer } from '../support/shared.ts';
import { type Example, examplesIn, page, type Shown } from './conversation.ts';
import { expectLike, withNames } from './likeness.ts';

const server = sharedServer({ engine: 'uws', authority: { verifyIntervalSeconds: 2 } });

const work = z.looseObject({ kind: z.literal('work'), challenge: z.string(), salt: z.string(), number: z.int() });
const changing = z.object({ selection: z.object({ version: z.int() }) });
const choosing = z.object({ now: z.int(), selection: z.object({ verifyFrom: z.int() }) });

/** Plays a page: says what it says, and holds what is answered and pushed against what it shows. */
class Play {
  readonly #names = new Map<string, string>();
  #token = '';
  #socket: Socket | undefined;
  #pushes: { readonly name: string; readonly body: unknown }[] = [];
  /** ms, by the clock of this process; no verification is possible before. */
  #verifyFrom = 0;

  async play(examples: readonly Example[]): Promise<void> {
    for (const [i, example] of examples.entries()) {
      const answer = examples[i + 1];
      if (example.from === '⇐') await this.#hear(example);
      if (example.from !== '→' || answer?.from !== '←') continue;
      const [method = '', path] = example.what.split(' ');
      if (path === undefined) await this.#ask(example, answer);
      else await this.#fetch(method, path, example, answer);
    }
    this.#socket?.disconnect();
  }

  async #fetch(method: string, path: string, { body }: Example, answer: Example): Promise<void> {
    const steps = path.split('/').map((step) => this.#names.get(step) ?? step);
    const response = await fetch(`${server.url}${steps.join('/')}`, {
      method,
      headers: { authorization: `Bearer ${this.#token}` },
      ...(body === undefined ? {} : { body: JSON.stringify(withNames(body, this.#names)) }),
    });
    expect(String(response.status), `${method} ${path}`).toBe(answer.what);
    if (answer.body === undefined) return;
    const said: unknown = await response.json();
    expectLike(answer.body, said, this.#names, `${method} ${path} `);
    const session = z.object({ token: z.string() }).safeParse(said).data;
    if (session !== undefined) this.#connect(session.token);
  }

  #connect(token: string): void {
    this.#token = token;
    this.#socket?.disconnect();
    this.#socket = io(`${server.url}/select`, {
      transports: ['websocket'],
      auth: { token },
      forceNew: true,
      reconnection: false,
    });
    this.#pushes = [];
    this.#socket.onAny((name: string, body: unknown) => void this.#pushes.push({ name, body }));
  }

  async #ask({ what, body = null }: Example, { body: shown = null }: Example): Promise<void> {
    const early = JSON.stringify(shown).includes('"coolingDown"');
    if (what === 'verifyPlate' && !early) await delay(Math.max(0, this.#verifyFrom - Date.now()));
    const said: unknown = await this.#socket?.timeout(10_000).emitWithAck(what, solved(withNames(body, this.#names)));
    expectLike(shown, said, this.#names, `${what} `);
    const seen = choosing.safeParse(said).data;
    await this.#told(said);
    // A little more, because the clock here is read in another place than the server's.
    if (seen !== undefined) this.#verifyFrom = Date.now() + seen.selection.verifyFrom - seen.now + 20;
  }

  /** Waits until a change is pushed that was answered: a busy server tells it and the next one by one push. */
  async #told(said: unknown): Promise<void> {
    const changed = changing.safeParse(said).data;
    if (changed === undefined) return;
    const versionOf = (body: unknown): number => changing.safeParse(body).data?.selection.version ?? 0;
    const isTold = (): boolean => this.#pushes.some(({ body }) => versionOf(body) >= changed.selection.version);
    for (const end = Date.now() + 60_000; Date.now() < end && !isTold(); ) await delay(5);
  }

  /** Waits for a push that fits; the others of its name tell of other moments. */
  async #hear({ what, body = null }: Example): Promise<void> {
    let error: unknown = new Error(`no ${what} came`);
    for (const end = Date.now() + 10_000; Date.now() < end; await delay(10)) {
      for (const push of this.#pushes.filter(({ name }) => name === what)) {
        try {
          return expectLike(body, push.body, this.#names, `${what} `);
        } catch (each) {
          error = each;
        }
      }
    }
    throw error;
  }
}

/** The request with the proof of work found as the page tells. */
const solved = (request: Shown): Shown => {
  const given = z.object({ captcha: work }).safeParse(request).data;
  if (given === undefined) return request;
  const { salt, challenge } = given.captcha;
  let number = 0;
  while (createHash('sha256').update(`${salt}${number}`).digest('hex') !== challenge) number += 1;
  return { ...(request as object), captcha: { ...given.captcha, number } as Shown };
};

test('the conversation on the page is what the server says', async () => {
  const other = await arrive(server.url, 'demo2');
  await other.hold('88BK6');
  const examples = examplesIn(page);
  // Were the captions written otherwise, nothing would be played.
  const said = new Set(examples.filter(({ from }) => from === '→').map(({ what }) => what));
  expect(selectNamespace.names.filter((name) => !said.has(name))).toEqual([]);
  await new Play().play(examples);
  other.leave();
});

test('the document for tools is where the page says', async () => {
  const response = await fetch(`${server.url}/asyncapi.json`);
  expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
  expect(response.headers.get('access-control-allow-origin')).toBe('*');
  expect(await response.json()).toEqual(JSON.parse(asyncApiDocument()));
});

test('what does not have the form that the page shows is found', () => {
  const names = new Map<string, string>();
  const shown: Shown = { ok: true, answer: { outcome: 'held', plate: '88AK6' }, now: 1_795_402_208_415, token: 'abc' };
  expectLike(
    shown,
    { ok: true, answer: { outcome: 'held', plate: '88AK6' }, now: 1_895_402_208_415, token: 'xyz' },
    names,
  );
  expect(names.get('abc')).toBe('xyz');
  const wrong: unknown[] = [
    { ...shown, more: 1 },
    { ...shown, now: 5 },
    { ...shown, ok: 'true' },
    { ...shown, answer: { outcome: 'taken', plate: '88AK6' } },
    { ok: true, answer: shown['answer'], now: shown['now'] },
    null,
    [],
  ];
  for (const said of wrong) expect(() => expectLike(shown, said, names), JSON.stringify(said)).toThrow('the page has');
});
