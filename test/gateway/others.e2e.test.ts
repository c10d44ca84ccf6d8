import { afterEach, describe, expect, test, vi } from 'vitest';
import { deskNamespace } from '../../protocol/desk/client-to-server.ts';
import { outboxView } from '../../protocol/http/outbox.ts';
import { selectionsView } from '../../protocol/http/selections.ts';
import { selectNamespace } from '../../protocol/select/client-to-server.ts';
import { type Applicant, arrive, connect } from '../../verification/actors/applicant.ts';
import { keysOf } from '../../verification/actors/keys.ts';
import { RawClient } from '../../verification/actors/raw-client.ts';
import { sharedServer } from '../support/shared.ts';

/** Resolves when the server has begun to close. */
const closes = (client: RawClient): Promise<void> => vi.waitFor(() => expect(client.isToldToClose).toBe(true), 10_000);

describe.each(['uws', 'ws'] as const)('what is another’s, on %s', (engine) => {
  const server = sharedServer({ engine, authority: { verifyIntervalSeconds: 0.1 } });
  const present: { leave: () => void }[] = [];
  afterEach(() => {
    for (const each of present.splice(0)) each.leave();
  });

  const noted = <T extends { leave: () => void }>(who: T): T => {
    present.push(who);
    return who;
  };
  /** A connection that names a vehicle. */
  const connectFor = async (token: string, vehicle: string): Promise<Applicant> => {
    return noted(await connect(server.url, token, { auth: { token, vehicle } }));
  };

  test('ACCT-1, SAFE-3 an applicant cannot reach the desk, by its commands nor by its namespace', async () => {
    const me = noted(await arrive(server.url, 'demo1'));
    const desk = deskNamespace.names.filter((name) => !Object.hasOwn(selectNamespace.commands, name));
    expect(desk.length).toBeGreaterThan(20);
    for (const name of desk)
      expect(await me.say(name, {}), name).toMatchObject({ ok: false, refusal: { code: 'unknownCommand' } });

    // On a line that has joined /select already, and without waiting to be let in.
    const raw = noted(await RawClient.arrive(server.url));
    raw.write(`40/desk,${JSON.stringify({ token: me.token })}`);
    await raw.hears('44/desk,{"message":"sessionEnded"');
    raw.write('42/desk,1["listAccounts",{}]');
    await closes(raw);
    expect(raw.heard).not.toContain('43/desk');
    const hasty = noted(await RawClient.arrive(server.url));
    hasty.write(`40/desk,${JSON.stringify({ token: me.token })}`);
    hasty.write('42/desk,1["listAccounts",{}]');
    await closes(hasty);
    expect(hasty.heard).not.toContain('43/desk');

    const bearer = { authorization: `Bearer ${me.token}` };
    const body = JSON.stringify({ passPhrase: 'demo', newPassPhrase: 'correct horse battery' });
    const change = await fetch(`${server.url}/api/desk/pass-phrase`, { method: 'POST', headers: bearer, body });
    expect(change.status).toBe(401);
    expect((await fetch(`${server.url}/api/desk/session`, { headers: bearer })).status).toBe(204);
    expect((await fetch(`${server.url}/api/desk/session`, { method: 'DELETE', headers: bearer })).status).toBe(204);
    // None of that ended the applicant's own session.
    expect(await me.look()).toMatchObject({ id: 'demo-v1' });
  });

  test('P10, SAFE-3 who knows every id of another’s still sees nothing of it, and moves nothing', async () => {
    const victim = noted(await arrive(server.url, 'demo2'));
    const first = noted(await arrive(server.url, 'demo3'));
    const watcher = noted(await RawClient.arrive(server.url));
    const heard: unknown[] = [];

    /** All that demo3 can think of, while demo2 is where it is; nothing of it succeeds or changes anything. */
    const tryEverything = async (): Promise<void> => {
      const before = await victim.look();
      const token = 'token' in before ? before.token : 'x'.repeat(22);
      const plate = 'plate' in before ? before.plate : '12AK3';
      const { version } = before;
      const wrongDoor = await connectFor(first.token, before.id);
      expect(wrongDoor.welcome.selection).toBeNull();
      const thief = await connectFor(first.token, 'demo-v3');
      for (const who of [wrongDoor, thief]) {
        for (const body of [{ selection: before.id }, { vehicle: before.id }, { id: before.id }])
          expect(await who.say('readSelection', body)).toMatchObject({ refusal: { code: 'badRequest' } });
        heard.push(
          await who.refused('releaseHold', { version, token }),
          await who.refused('confirmPlate', { version, token, plate }),
          await who.refused('requestCode', { version, token }),
          await who.refused('completeReservation', { version, token, code: '123456' }),
        );
      }
      expect((await wrongDoor.refused('readSelection', {})).code).toBe('vehicleRequired');
      expect((await wrongDoor.refused('openKeyboard', {})).code).toBe('vehicleRequired');

      for (const query of ['', `?vehicle=${before.id}`, `?selection=${before.id}`, '?userName=demo2']) {
        const { selections } = selectionsView.parse(await thief.get(`/api/selections${query}`));
        expect(selections.map(({ id }) => id)).toEqual(['demo-v3']);
        expect(outboxView.parse(await thief.get(`/api/outbox${query}`)).messages).toEqual([]);
      }
      expect(await thief.get(`/api/voucher?vehicle=${before.id}`)).toMatchObject({
        refusal: { code: 'vehicleRequired' },
      });
      expect(await thief.get('/api/voucher')).toMatchObject({ refusal: { code: 'wrongStage' } });
      heard.push(thief.pushes.slice(1), wrongDoor.pushes);
      expect(await thief.look()).toMatchObject({ id: 'demo-v3', stage: 'choosing', triesLeft: 20, drawsLeft: 10 });
      expect(await victim.look()).toEqual(before);
    };

    await tryEverything();
    // The very command by which it got its number, under its id, is no way to hear the answer.
    const layout = await victim.readyToVerify();
    const keys = keysOf(layout, '55AK5');
    const command = { id: 'a-command-of-demo2', layout: layout.id, keys, captcha: await victim.solve() };
    const held = await victim.send('verifyPlate', { ...command, version: victim.view.version });
    expect(held).toMatchObject({ ok: true, answer: { outcome: 'held', plate: '55AK5' } });
    const again = await first.send('verifyPlate', { ...command, version: first.view.version });
    expect(again).toMatchObject({ ok: false, refusal: { code: 'layoutUnknown' } });
    await tryEverything();
    const secrets: string[] = [victim.at('holding').token];

    await victim.confirm();
    secrets.push(await victim.receiveCode());
    await tryEverything();
    await victim.complete(secrets[1] ?? '');
    expect(victim.view.stage).toBe('reserved');
    await tryEverything();
    const { signed } = await victim.voucher();

    // The pool moves for everyone, so that something was heard.
    await watcher.hears('poolMoved');
    heard.push(again, first.pushes, watcher.heard);
    const said = JSON.stringify(heard);
    for (const secret of [...secrets, signed, 'demo-v2', '100****0002', '演示申请人 2'])
      expect(said).not.toContain(secret);
  });
});
