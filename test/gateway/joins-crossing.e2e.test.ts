import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ownerId, selectionId } from '../../protocol/ids.ts';
import { authoritySettings } from '../../server/authority/settings.ts';
import type { SelectServer } from '../../server/gateway/select-server.ts';
import type { Account } from '../../server/identity/accounts.ts';
import { ConnectionQuota } from '../../server/limits/connection-quota.ts';
import type { StoredSelection } from '../../server/pool/store.ts';
import type { PatternTopics } from '../../server/push/pattern-topics.ts';
import type { SelectSocket } from '../../server/push/select-namespace.ts';
import { SelectionCache } from '../../server/selection/selection-cache.ts';
import { joining } from '../../verification/actors/packets.ts';
import { RawClient } from '../../verification/actors/raw-client.ts';
import { openTestEngine, type TestEngine } from '../support/engine.ts';
import { openSelectServer } from '../support/select-server.ts';

const MOST = 3;

/** Answers that come when the test lets them. */
class Held<T> {
  readonly #waiting: { readonly answer: (value: T) => void; readonly fail: (error: Error) => void }[] = [];

  ask(): Promise<T> {
    return new Promise((answer, fail) => this.#waiting.push({ answer, fail }));
  }

  get size(): number {
    return this.#waiting.length;
  }

  answer(value: T): void {
    for (const { answer } of this.#waiting.splice(0)) answer(value);
  }

  fail(): void {
    for (const { fail } of this.#waiting.splice(0)) fail(new Error('no connection'));
  }
}

const anna: Account = {
  userName: 'anna',
  displayName: 'Anna',
  phone: '10000000000',
  owner: ownerId.parse('anna'),
  kind: 'individual',
  inPerson: true,
  mustChange: false,
  vehicles: ['one', 'two'].map((name) => ({ vin: `0${name}`, model: 'm', selection: selectionId.parse(name) })),
  demo: true,
};
const stored = { version: 1, record: null, hold: null, now: 0 };

describe.each(['uws', 'ws'] as const)('joins that cross with something else, on %s', (name) => {
  let at: TestEngine;
  let server: SelectServer;
  let accounts: Held<Account | undefined>;
  let selections: Held<StoredSelection & { now: number }>;
  let present: SelectionCache;
  let said: string[];
  let watching: Set<SelectSocket>;
  let welcomes: boolean;

  beforeEach(async () => {
    at = await openTestEngine(name);
    accounts = new Held();
    selections = new Held();
    said = [];
    watching = new Set();
    welcomes = true;
    const settings = authoritySettings.parse({ hours: 'always' });
    present = new SelectionCache({ readSelection: () => selections.ask() }, settings);
    server = openSelectServer({
      namespace: at.engine.io.of('/select'),
      findAccount: () => accounts.ask(),
      endedOf: async (tokens) => tokens,
      present,
      patterns: { unwatch: (socket: SelectSocket) => watching.delete(socket) } as unknown as PatternTopics,
      accounts: new ConnectionQuota(MOST, {}),
      dispatcher: {
        message: ({ socket }: { socket: SelectSocket }, [event]: readonly [string]) => {
          said.push(event);
          watching.add(socket);
        },
      },
      viewOf: () => {
        if (welcomes) return {} as never;
        throw new RangeError('no block holds this address');
      },
    });
  });
  afterEach(async () => {
    await expect.poll(() => server.counted).toEqual(all(0));
    expect([present.size, watching.size]).toEqual([0, 0]);
    await at.stop();
  });

  const all = (count: number) => {
    const each = { counted: count, there: count };
    return { sockets: each, accounts: each, selections: each };
  };
  const auth = (vehicle = 'one'): string => `40/select,${JSON.stringify({ token: 'a', vehicle })}`;
  /** A line whose join is on its way in, as far as the account. */
  const begun = async (): Promise<RawClient> => {
    const [line, before] = [await RawClient.open(at.url), accounts.size];
    line.write(auth());
    await expect.poll(() => accounts.size).toBe(before + 1);
    return line;
  };
  /** As far as the selection. */
  const found = async (): Promise<RawClient> => {
    const line = await begun();
    accounts.answer(anna);
    await expect.poll(() => present.attached).toBeGreaterThan(0);
    return line;
  };
  const isIn = async (line: RawClient): Promise<void> => {
    await expect.poll(() => selections.size).toBeGreaterThan(0);
    selections.answer(stored);
    await line.hears('"welcome"');
  };

  test('SAFE-3 a second join while the first is pending is refused, whoever and whatever it is for; the first goes on', async () => {
    const line = await begun();
    line.write(auth('two'), joining('/select', 'b'), joining('/select'));
    await expect.poll(() => line.heard.split('"code":"alreadyJoined"').length - 1).toBe(3);
    accounts.answer(anna);
    await isIn(line);
    expect(server.counted).toEqual(all(1));
    expect(present.ids()).toEqual(['one']);
    line.leave();
  });

  test.each([
    ['all sessions of the account', undefined],
    ['this session', 'a'],
  ])('SAFE-3 signed out on the way in, %s, while it is asked whose it is: it is asked again', async (_, token) => {
    const line = await begun();
    server.signOut(anna, token);
    accounts.answer(anna);
    await expect.poll(() => accounts.size).toBe(1);
    expect(server.counted).toEqual(all(0));
    accounts.answer(undefined);
    await line.hears('44/select,{"message":"sessionEnded"');
    line.leave();
  });

  test('SAFE-3 signing others out, or another session, ends nobody who is on the way in', async () => {
    const line = await begun();
    server.signOut({ owner: ownerId.parse('bert') });
    server.signOut(anna, 'another');
    accounts.answer(anna);
    await expect.poll(() => accounts.size).toBe(1);
    accounts.answer(anna);
    await isIn(line);
    line.leave();
  });

  test('SAFE-3 signed out on the way in, while its selection is read: it is refused, and nothing stays counted', async () => {
    const line = await found();
    server.signOut(anna);
    expect(server.counted).toEqual(all(0));
    selections.answer(stored);
    await line.hears('44/select,{"message":"sessionEnded"');
    expect(line.heard).not.toContain('goodbye');
    // The line itself is sound.
    line.write(joining('/select'));
    await line.hears('"welcome"');
    line.leave();
  });

  test('SAFE-3 a session that has ended elsewhere is found on the way in too', async () => {
    const line = await found();
    await server.endOrphans();
    expect(server.counted).toEqual(all(0));
    selections.answer(stored);
    await line.hears('44/select,{"message":"sessionEnded"');
    line.leave();
  });

  test.each([
    ['whose it is', () => begun()],
    ['its selection', () => found()],
  ])('SAFE-3 a line that goes while %s is asked leaves nothing counted, whatever the answer', async (_, come) => {
    for (const outcome of ['answered', 'failed'] as const) {
      const line = await come();
      line.leave();
      await expect.poll(() => at.engine.io.engine.clientsCount).toBe(0);
      expect(server.counted).toEqual(all(0));
      if (outcome === 'failed') selections.fail();
      accounts.answer(anna);
      selections.answer(stored);
    }
  });

  test('SAFE-3 a selection that cannot be read refuses the join, and the account has its room again', async () => {
    for (let nth = 0; nth < 2 * MOST; nth += 1) {
      const line = await found();
      selections.fail();
      await line.hears('44/select,{"message":"outcomeUnknown"');
      expect(server.counted).toEqual(all(0));
      line.leave();
    }
  });

  test('P10 of many that come at once no more come in than the account may have', async () => {
    const lines = await Promise.all(Array.from({ length: 4 * MOST }, () => RawClient.open(at.url)));
    for (const line of lines) line.write(auth());
    await expect.poll(() => accounts.size).toBe(lines.length);
    accounts.answer(anna);
    await expect.poll(() => present.attached).toBe(MOST);
    selections.answer(stored);
    const answered = (line: RawClient) => /"welcome"|"tooManyRequests"/.exec(line.heard)?.[0];
    await expect.poll(() => lines.filter((line) => answered(line) === undefined)).toEqual([]);
    expect(lines.filter((line) => answered(line) === '"welcome"')).toHaveLength(MOST);
    expect(server.counted).toEqual(all(MOST));
    for (const line of lines) line.leave();
  });

  test('SAFE-3 whoever cannot be welcomed is ended, and nothing stays counted', async () => {
    welcomes = false;
    const line = await found();
    selections.answer(stored);
    await expect.poll(() => at.engine.io.engine.clientsCount).toBe(0);
    expect(server.counted).toEqual(all(0));
    line.leave();
  });

  test('P10 whoever leaves the namespace is counted no more, although the line stays', async () => {
    const line = await found();
    await isIn(line);
    line.write('41/select,');
    await expect.poll(() => server.counted).toEqual(all(0));
    expect(at.engine.io.engine.clientsCount).toBe(1);
    line.leave();
  });

  test('SAFE-3 what is said in one piece with leaving is passed over: it would be counted for nobody', async () => {
    const line = await found();
    await isIn(line);
    line.write('42/select,1["readPool",{}]');
    await expect.poll(() => said).toEqual(['readPool']);
    line.write('41/select,', '42/select,2["typePattern",{}]', '42/select,3["drawPlates",{}]');
    await expect.poll(() => server.counted).toEqual(all(0));
    const after = await RawClient.open(at.url);
    after.leave();
    expect([said, watching.size]).toEqual([['readPool'], 0]);
    line.leave();
  });

  test('SAFE-3 what is said in one piece before its session ends is answered, and nothing after it', async () => {
    const line = await found();
    await isIn(line);
    server.signOut(anna, 'a');
    line.write('42/select,1["drawPlates",{}]');
    await line.hears('"goodbye",{"reason":"signedOut","comeBack":false');
    await expect.poll(() => at.engine.io.engine.clientsCount).toBe(0);
    expect(said).toEqual([]);
    line.leave();
  });
});
