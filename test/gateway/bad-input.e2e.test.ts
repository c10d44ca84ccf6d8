import { afterEach, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { instant } from '../../protocol/ids.ts';
import { refusal } from '../../protocol/refusals.ts';
import { type CommandName, type Reply, selectNamespace } from '../../protocol/select/client-to-server.ts';
import type { SelectionView } from '../../protocol/selection-view.ts';
import { ALLOWANCES, type AllowanceKind } from '../../server/gateway/select-connection.ts';
import { demoAccountsOf } from '../../server/identity/demo-accounts.ts';
import { type Applicant, connect } from '../../verification/actors/applicant.ts';
import { fit } from '../../verification/actors/fit.ts';
import { keysOf } from '../../verification/actors/keys.ts';
import { People } from '../../verification/actors/people.ts';
import { Refused } from '../../verification/actors/refused.ts';
import { signIn } from '../../verification/actors/sign-in.ts';
import { sharedServer } from '../support/shared.ts';
import { soundBodies } from '../support/sound-bodies.ts';

const NAMES = selectNamespace.names;
const ACCOUNTS = 80;

describe.each(['uws', 'ws'] as const)('bad input on %s', (engine) => {
  const server = sharedServer({
    engine,
    demoAccounts: ACCOUNTS,
    authority: { verifyIntervalSeconds: 0.1, tries: 5 },
  });
  const people = new People(server);
  afterEach(async () => {
    // Whatever was said: the server lives, and serves the next one.
    const next = await people.newcomer();
    expect(await next.draw()).toMatchObject({ stage: 'picking' });
    await next.release();
    people.leave();
    expect(server.isAlive).toBe(true);
  });

  /** Says something and holds the answer against the closed list. */
  const refusedFor = async (applicant: Applicant, name: CommandName, body: unknown): Promise<string> => {
    const reply = fit(selectNamespace.replyOf(name), await applicant.say(name, body));
    return reply.ok ? 'done' : reply.refusal.code;
  };

  /** No list of a command's own refusals has it: it is said of names that are none. */
  const refusedReply = z.object({ ok: z.literal(false), now: instant, refusal });

  const STRANGE: readonly unknown[] = [
    null,
    true,
    0,
    -1,
    1e300,
    '',
    'x',
    '\u0000',
    [],
    [[]],
    {},
    { a: 1 },
    'x'.repeat(2_000),
  ];

  test('SAFE-3 a body that is no object, or has a field too many, too few or of a wrong type, is badRequest', async () => {
    for (const name of NAMES) {
      // A new account for each, and a new device now and then: the allowance of commands is not what is tried here.
      const rested = await people.newcomer();
      const before = await rested.look();
      const body = soundBodies(before)[name];
      const bodies: unknown[] = [
        ...STRANGE.filter((each) => Object.keys(body).length > 0 || JSON.stringify(each) !== '{}'),
        { ...body, extra: 1 },
        JSON.parse(
          JSON.stringify(body).replace(
            '{',
            Object.keys(body).length > 0 ? '{"__proto__":{"polluted":1},' : '{"__proto__":{"polluted":1}',
          ),
        ),
        { ...body, constructor: { prototype: { polluted: 1 } } },
        ...Object.keys(body).flatMap((field) => [
          Object.fromEntries(Object.entries(body).filter(([key]) => key !== field)),
          ...STRANGE.map((each) => ({ ...body, [field]: each })),
        ]),
      ];
      let device = await people.again(rested);
      let said = 0;
      for (const bad of bodies) {
        if (said === (name === 'requestCaptcha' ? 5 : 18)) [device, said] = [await people.again(rested), 0];
        said += 1;
        const answer = fit(selectNamespace.replyOf(name), await device.say(name, bad));
        const accepted = selectNamespace.commands[name].request.safeParse(bad).success;
        // Of what was meant to be wrong, some is a different sound request; that is refused for its content.
        if (accepted) expect(answer.ok ? 'done' : answer.refusal.code, JSON.stringify(bad)).not.toBe('badRequest');
        else
          expect(answer, `${name} ${JSON.stringify(bad)}`).toMatchObject({
            ok: false,
            refusal: { code: 'badRequest' },
          });
      }
      expect(await (await people.again(rested)).look()).toEqual(before);
    }
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  test('SAFE-3 what is no command is refused, and what asks for no answer is passed over', async () => {
    const me = await people.newcomer();
    const before = await me.look();
    const unknown = [
      'nonsense',
      'constructor',
      '__proto__',
      'toString',
      'welcome',
      'message',
      '0',
      ' ',
      'verifyplate',
      'x'.repeat(1_000),
    ];
    for (const name of unknown) {
      const reply = fit(refusedReply, await me.say(name, {}));
      expect(reply, name).toMatchObject({ ok: false, refusal: { code: 'unknownCommand', retry: 'never' } });
    }
    for (const name of [...NAMES, ...unknown]) {
      me.socket.emit(name);
      me.socket.emit(name, soundBodies(before)[name as CommandName] ?? {});
      me.socket.emit(name, {}, {}, 'not a function');
    }
    // Too many arguments are no request either, and bytes are none.
    expect(await me.say('syncClock', {}, {})).toMatchObject({ ok: false, refusal: { code: 'badRequest' } });
    expect(await me.say('syncClock')).toMatchObject({ ok: false, refusal: { code: 'badRequest' } });
    expect(await me.say('syncClock', Buffer.from('{}'))).toMatchObject({ ok: false, refusal: { code: 'badRequest' } });
    expect(await me.look()).toEqual(before);
  });

  test('SAFE-3 a message of a megabyte ends only its own connection', async () => {
    const [greedy, neighbour] = [await people.newcomer(), await people.newcomer()];
    const gone = new Promise((resolve) => greedy.socket.once('disconnect', resolve));
    greedy.socket.emit('typePattern', { layout: 'x'.repeat(1_000_000), keys: [] });
    await gone;
    expect(await neighbour.look()).toMatchObject({ stage: 'choosing', version: 0 });
    expect((await people.again(greedy)).welcome.selection).toMatchObject({ stage: 'choosing', version: 0 });
  });

  /** Of so many that were said at once, as many were let through as the allowance has had meanwhile, by the server's own clock. */
  const expectAllowance = (replies: readonly Reply[], kind: AllowanceKind): void => {
    const { burst, perSecond } = ALLOWANCES[kind];
    const instants = replies.map(({ now }) => now);
    const seconds = (Math.max(...instants) - Math.min(...instants)) / 1_000;
    const passed = replies.filter(({ ok }) => ok).length;
    expect(passed, kind).toBeLessThanOrEqual(burst + perSecond * seconds + 1);
    expect(passed, kind).toBeGreaterThanOrEqual(burst);
    expect(passed, kind).toBeLessThan(replies.length);
  };

  test('SAFE-3 hundreds of messages at once are refused beyond the allowance, with the instant to come back at', async () => {
    const [me, neighbour] = [await people.newcomer(), await people.newcomer()];
    const flood = await Promise.all(Array.from({ length: 600 }, () => me.ask('syncClock', {})));
    expectAllowance(flood, 'query');
    for (const reply of flood.filter(({ ok }) => !ok)) {
      expect(reply).toMatchObject({
        refusal: { code: 'tooManyRequests', retry: 'later', notBefore: expect.any(Number) },
      });
    }
    expectAllowance(await Promise.all(Array.from({ length: 50 }, () => me.ask('requestCaptcha', {}))), 'captcha');
    expectAllowance(await Promise.all(Array.from({ length: 100 }, () => me.ask('openKeyboard', {}))), 'command');
    // Each pays out of their own.
    expect(await neighbour.ask('requestCaptcha', {})).toMatchObject({ ok: true });
    const last = flood.at(-1);
    if (last === undefined || last.ok) throw new Error('the flood was let through');
    await neighbour.waitUntil((last.refusal.notBefore ?? 0) + 50);
    expect(await me.ask('syncClock', {})).toMatchObject({ ok: true });
    expect(await me.look()).toMatchObject({ triesLeft: 5, drawsLeft: 10 });
  });

  test('COMP-2, SAFE-3 another’s layout, another’s keys and a changed layout are none of mine', async () => {
    const [me, other] = [await people.newcomer(), await people.newcomer()];
    const [mine, others] = [await me.readyToVerify(), await other.openKeyboard()];
    const before = await me.look();
    const keys = keysOf(others, '12AK3');
    const forged = `${mine.id.slice(0, -1)}${mine.id.endsWith('A') ? 'B' : 'A'}`;
    for (const layout of [others.id, forged, `${mine.id}A`, 'x'.repeat(44), '-'.repeat(96)]) {
      expect(await refusedFor(me, 'typePattern', { layout, keys: [null, null, null, null, null] }), layout).toBe(
        'layoutUnknown',
      );
      const refused = await me.refused('verifyPlate', {
        version: before.version,
        layout,
        keys,
        captcha: await wrongCaptcha(me),
      });
      expect(refused.code, layout).toBe('layoutUnknown');
      expect((await me.carryOut('openKeyboard', { layout })).layout.id, layout).not.toBe(layout);
    }
    const known = new Set(mine.keys.map(({ id }) => id));
    const strange = others.keys.map(({ id }) => id).filter((id) => !known.has(id));
    expect(await refusedFor(me, 'typePattern', { layout: mine.id, keys: strange.slice(0, 5) })).toBe('keyUnknown');
    expect(await refusedFor(me, 'typePattern', { layout: mine.id, keys: [null, null, null, null, null, null] })).toBe(
      'keyUnknown',
    );
    expect(await me.look()).toEqual(before);
  });

  const wrongCaptcha = async (applicant: Applicant) => ({
    kind: 'text' as const,
    id: (await applicant.carryOut('requestCaptcha', {})).id,
    text: 'x',
  });

  test('P10 another’s hold token, captcha and code are worth nothing, and the other loses nothing', async () => {
    const [me, other, third] = [await people.newcomer(), await people.newcomer(), await people.newcomer()];
    const drawn = await other.draw();
    const mine = await me.draw();
    const { version } = mine;
    const plate = drawn.plates[0] ?? '';
    const { token } = drawn;
    expect((await me.refused('releaseHold', { version, token })).code).toBe('holdNotYours');
    expect((await me.refused('confirmPlate', { version, token, plate })).code).toBe('holdNotYours');
    expect((await me.refused('confirmPlate', { version, token: mine.token, plate })).code).toBe('plateNotInHold');
    expect((await me.refused('requestCode', { version, token })).code).toBe('holdNotYours');
    expect((await me.refused('completeReservation', { version, token, code: '123456' })).code).toBe('holdNotYours');
    expect(await me.look()).toEqual(mine);
    expect(await other.look()).toEqual(drawn);

    const captcha = await other.solve();
    const before = await third.look();
    expect((await third.refused('drawPlates', { version: before.version, captcha })).code).toBe('captchaSpent');
    const { id } = await third.carryOut('requestCaptcha', {});
    expect((await third.refused('drawPlates', { version: before.version, captcha: { ...captcha, id } })).code).toBe(
      'captchaWrong',
    );
    expect(await third.look()).toEqual(before);
    await other.release();
    await other.carryOut('drawPlates', { version: other.view.version, captcha });
    expect(other.at('picking').drawsLeft).toBe(8);
    await other.release();
    expect((await other.refused('drawPlates', { version: other.view.version, captcha })).code).toBe('captchaSpent');
    expect(other.at('choosing').drawsLeft).toBe(8);
  });

  test('FLOW-2, SAFE-3 in every stage, what does not belong to it is refused and changes nothing', async () => {
    const me = await people.newcomer();
    const BELONGS: Partial<Record<SelectionView['stage'], readonly CommandName[]>> = {
      choosing: ['openKeyboard', 'typePattern', 'verifyPlate', 'drawPlates'],
      holding: ['releaseHold', 'confirmPlate'],
      picking: ['releaseHold', 'confirmPlate'],
      confirming: ['requestCode', 'completeReservation'],
      reserved: [],
    };
    const tryAll = async (): Promise<void> => {
      const before = await me.look();
      const device = await people.again(me);
      for (const name of NAMES) {
        if (
          ['syncClock', 'readPool', 'readSelection', 'requestCaptcha', ...(BELONGS[before.stage] ?? [])].includes(name)
        )
          continue;
        const { id: _, ...body } = soundBodies(before)[name];
        if ('captcha' in body) body['captcha'] = await device.solve();
        const refused = await device.refused(name, body);
        // A layout that is none is found out before the stage is looked at.
        expect(['wrongStage', 'layoutUnknown'], `${name} at ${before.stage}`).toContain(refused.code);
      }
      expect(await device.look()).toEqual(before);
      device.leave();
    };
    await tryAll();
    await me.draw();
    await tryAll();
    await me.release();
    await me.hold('12AK3');
    await tryAll();
    await me.confirm();
    await tryAll();
    await me.finish();
    await tryAll();
  });

  test('SAFE-3 tokens and cookies that are none', async () => {
    const token = await signIn(server.url, `demo${ACCOUNTS}`);
    const changed = `${token.startsWith('A') ? 'B' : 'A'}${token.slice(1)}`;
    for (const bad of [changed, '', 'x', token.slice(1), `${token}A`, 'null', `demo${ACCOUNTS}`, '../'.repeat(20)]) {
      const refused = await connect(server.url, bad).then(
        () => 'connected',
        (error: unknown) => (error instanceof Refused ? error.refusal.code : String(error)),
      );
      expect(refused, bad).toBe('sessionEnded');
      const response = await fetch(`${server.url}/api/outbox`, { headers: { authorization: `Bearer ${bad}` } });
      expect(response.status, bad).toBe(401);
      const cookie = await fetch(`${server.url}/api/voucher`, { headers: { cookie: `xuanhao_session=${bad}` } });
      expect(cookie.status, bad).toBe(401);
      expect(fit(refusal, ((await cookie.json()) as { refusal: unknown }).refusal).code).toBe('signInRequired');
    }
    // What is no text is as good as nothing: these only watch.
    for (const bad of [1, null, { token }, [token], true]) {
      const watcher = await connect(server.url, bad);
      expect(watcher.welcome.selection).toBeNull();
      watcher.leave();
    }
  });

  test('SAFE-3 bodies over HTTP that are none, and pages of strangers', async () => {
    const post = (body: string, headers: Record<string, string> = {}) =>
      fetch(`${server.url}/api/session`, { method: 'POST', body, headers });
    const good = JSON.stringify({ userName: 'demo1', passPhrase: 'demo' });
    const bodies = [
      '',
      '{',
      'null',
      '[]',
      '"demo1"',
      '{}',
      '{"userName":"demo1"}',
      '{"userName":1,"passPhrase":"demo"}',
      '{"userName":"demo1","passPhrase":"demo","extra":1}',
      '{"__proto__":{"userName":"demo1"},"passPhrase":"demo"}',
      '{"userName":"demo1","passPhrase":"demo","__proto__":{"admin":true}}',
      `{"userName":"${'x'.repeat(65)}","passPhrase":"demo"}`,
    ];
    for (const body of bodies) {
      const response = await post(body);
      expect(response.status, body).toBe(400);
      expect(fit(refusal, ((await response.json()) as { refusal: unknown }).refusal).code, body).toBe('badRequest');
    }
    for (const userName of ['demo0', 'demo01', `demo${ACCOUNTS + 1}`, 'constructor']) {
      const response = await post(JSON.stringify({ userName, passPhrase: 'demo' }));
      expect(response.status, userName).toBe(401);
      expect(await response.json()).toMatchObject({ refusal: { code: 'signInWrong' } });
    }
    expect((await post(JSON.stringify({ userName: 'demo1', passPhrase: 'Demo' }))).status).toBe(401);
    expect((await post('x'.repeat(1_000_000))).status).toBe(413);

    for (const origin of ['https://evil.example', 'null', 'http://127.0.0.1.evil.example']) {
      const response = await post(good, { origin });
      expect(response.status, origin).toBe(403);
      expect(await response.json()).toMatchObject({ refusal: { code: 'originRefused' } });
      expect(response.headers.get('set-cookie')).toBeNull();
      expect(response.headers.get('access-control-allow-origin')).toBeNull();
    }
    expect((await post(good, { origin: server.url })).status).toBe(200);
  });

  test('ACCT-4 no line of the log tells a mobile, a VIN, a name or a token', async () => {
    const accounts = demoAccountsOf(ACCOUNTS);
    const me = await people.newcomer();
    await me.confirm((await me.draw()).plates[0]);
    const code = await me.receiveCode();
    await me.complete(code);
    // The development outbox writes its messages into the log; that one line is meant. It comes through a pipe.
    await vi.waitFor(() => expect(server.lines.join('\n')).toContain(code), 60_000);
    const log = server.lines.join('\n');
    const secrets = [
      me.token,
      me.heard('selectionChanged').flatMap(({ selection }) => ('token' in selection ? [selection.token] : [])),
    ].flat();
    for (let n = 1; n <= ACCOUNTS; n += 1) {
      const account = await accounts.byUserName(`demo${n}`);
      if (account === undefined) throw new Error('no such account');
      secrets.push(account.phone, account.displayName, ...account.vehicles.map(({ vin }) => vin));
    }
    expect(secrets.length).toBeGreaterThan(3 * ACCOUNTS);
    expect(secrets.filter((secret) => log.includes(secret))).toEqual([]);
  });
});
