import { sleep } from 'k6';
import exec from 'k6/execution';
import http from 'k6/http';
import type { HttpRefused } from '../../protocol/http/refused.ts';
import type { SessionView } from '../../protocol/http/session.ts';
import type { RefusalCode } from '../../protocol/refusals.ts';
import type { Welcome } from '../../protocol/select/pushes/welcome.ts';
import { countBroken, finished } from './figures.ts';
import { Person, wait } from './person.ts';
import { plan, shareOf } from './plan.ts';
import { type PoolFigures, poolFigures } from './pool-figures.ts';

/** The data that `setup` passes to the groups and to `teardown`. */
export type Gathered = {
  /** By account number, from `plan.first` on. */
  readonly tokens: readonly string[];
  readonly before: PoolFigures;
  /** When the groups' main part may begin: all of them are under way by then; by this machine's clock. */
  readonly startAt: number;
};

/** Sign-ins under way at once, and a line of progress after so many. */
const AT_ONCE = 500;

const signInRequest = (n: number) => {
  const body = JSON.stringify({ userName: `demo${n}`, passPhrase: 'demo', tokenIn: 'body' });
  return ['POST', `${plan.url}/api/session`, body, { tags: { name: '/api/session' } }] as const;
};

/** What an answer says: a token, or when to come again (the server's clock, as the wait in ms). */
const tokenOf = (n: number, status: number, body: string | null): string | { readonly waitMs: number } => {
  if (status === 429) {
    const { refusal, now } = JSON.parse(body ?? '') as HttpRefused;
    return { waitMs: refusal.notBefore === undefined ? 1_000 : refusal.notBefore - now };
  }
  const token = status === 200 ? (JSON.parse(body ?? '') as SessionView).token : undefined;
  if (token === undefined) throw new Error(`demo${n} cannot sign in: ${status} ${body ?? ''}`);
  return token;
};

/** For how long a person who is told to come again does so, in ms. */
const TIMEOUT_MS = 60_000 + plan.people * 10;
const tooLate = (n: number): Error => new Error(`demo${n} was told to come again for ${TIMEOUT_MS} ms`);

/** For `setup` or `teardown`: signs everyone in; answers their tokens. */
export const signAllIn = (): string[] => {
  const tokens: string[] = [];
  const numbers = Array.from({ length: plan.people }, (_, i) => plan.first + i);
  const end = Date.now() + TIMEOUT_MS;
  for (let waiting = numbers; waiting.length > 0; ) {
    const some = waiting.slice(0, AT_ONCE);
    const again: number[] = [];
    let waitMs = 0;
    for (const [j, { status, body }] of http.batch(some.map(signInRequest)).entries()) {
      const n = some[j] ?? 0;
      const said = tokenOf(n, status, body);
      if (typeof said === 'string') tokens[n - plan.first] = said;
      else {
        again.push(n);
        waitMs = Math.max(waitMs, said.waitMs);
      }
    }
    const [late] = again;
    if (late !== undefined && Date.now() > end) throw tooLate(late);
    sleep(waitMs / 1_000);
    waiting = [...again, ...waiting.slice(AT_ONCE)];
    console.log(`signed in: ${plan.people - waiting.length} of ${plan.people}`);
  }
  return tokens;
};

/** For `setup`: signs everyone in, and looks at the pool before anything happens. */
export const gather = (): Gathered => {
  const before = poolFigures();
  const tokens = signAllIn();
  return { tokens, before, startAt: Date.now() + 1_500 + plan.people * CONNECT_INTERVAL_MS };
};

/** For scenarios that are not about arriving: so many ms for each, so that the server keeps up. */
const CONNECT_INTERVAL_MS = 3;

/** Connects at an instant by chance, among all the others. */
export const arriveByChance = async (person: Person): Promise<Welcome> => {
  await wait(Math.random() * plan.people * CONNECT_INTERVAL_MS);
  return person.arrive();
};

/** Connects in the course of the time before `startAt`, and resolves when that has come. */
export const arriveBefore = async (person: Person, { startAt }: Gathered): Promise<Welcome> => {
  const welcome = await arriveByChance(person);
  await wait(startAt - Date.now());
  return welcome;
};

/** Signs one account in, within a group; resolves to its token. Who is told to come again does so. */
export const signIn = async (n: number): Promise<string> => {
  const [method, url, request, params] = signInRequest(n);
  for (const end = Date.now() + TIMEOUT_MS; Date.now() < end; ) {
    const { status, body } = await http.asyncRequest(method, url, request, params);
    const said = tokenOf(n, status, body);
    if (typeof said === 'string') return said;
    await wait(said.waitMs * (1 + Math.random() / 2));
  }
  throw tooLate(n);
};

/** This group's people, not connected yet. */
export const myPeople = ({ tokens }: Gathered, expected: readonly RefusalCode[] = [], url = plan.url): Person[] =>
  shareOf(exec.vu.idInTest).map((n) => {
    const token = tokens[n - plan.first] ?? '';
    return new Person({ number: n, token, url, expected });
  });

/** Runs everyone's way at once; counts the people who finish, and names those who do not. */
export const all = async (
  people: readonly Person[],
  way: (person: Person, index: number) => Promise<void>,
): Promise<void> => {
  const go = async (person: Person, index: number): Promise<void> => {
    try {
      await way(person, index);
      finished.add(1);
    } catch (error) {
      countBroken(person.name, error);
    } finally {
      // A connection left open would keep k6 waiting for its end.
      person.leave();
    }
  };
  await Promise.all(people.map(go));
};
