import type { JWK } from 'jose';
import { describe, expect, test } from 'vitest';
import { refusals } from '../../protocol/refusals.ts';
import { verifyVoucher } from '../../server/checks/voucher.ts';
import { keysOf } from '../../verification/actors/keys.ts';
import { sharedPeople, sharedServer } from '../support/shared.ts';

/** Longer than one answer takes on a busy machine. */
const INTERVAL_MS = 2_000;

describe.concurrent.each(['uws', 'ws'] as const)('composing on %s', (engine) => {
  const server = sharedServer({
    engine,
    authority: { verifyIntervalSeconds: INTERVAL_MS / 1_000, tries: 3, draws: 2, codeResendSeconds: 0.2 },
  });
  const people = sharedPeople(server);

  test('FLOW-2, COMP-7, DONE-1, DONE-2 self-compose, from sign-in to a voucher that a desk verifies offline', async () => {
    const me = await people.newcomer();
    expect(me.welcome.selection).toMatchObject({
      stage: 'choosing',
      version: 0,
      triesLeft: 3,
      drawsLeft: 2,
      verifyFrom: null,
    });

    expect(await me.hold('12AC4')).toMatchObject({ plate: '12AC4', triesLeft: 0, drawsLeft: 2 });
    const { deadline } = me.at('holding');
    const shown = await me.hears('selectionChanged', ({ selection }) => selection.stage === 'holding');
    expect(deadline - shown.now).toBeLessThanOrEqual(60_000);
    expect(deadline).toBeGreaterThan(await me.now());
    expect(await me.confirm()).toMatchObject({ plate: '12AC4', way: 'compose', code: { sentAt: null } });
    expect(me.at('confirming').code.phone).toMatch(/^100\*{4}\d{4}$/);
    const reserved = await me.finish();
    expect(reserved).toMatchObject({ plate: '12AC4', way: 'compose', triesLeft: 0 });

    const voucher = await me.voucher();
    const { reservedAt, lastDay } = reserved;
    expect(voucher).toMatchObject({ plate: '12AC4', prefix: '冀B', reservedAt, lastDay });
    expect(voucher.qr).toMatch(/^<svg[\s\S]*<\/svg>$/);
    const key = (await me.get('/api/voucher-key')) as JWK;
    expect(key).not.toHaveProperty('d');
    expect(await verifyVoucher(voucher.signed, key)).toEqual({
      plate: '冀B12AC4',
      vin: voucher.vehicle.vin,
      reservedAt,
      lastDay,
    });
    const [head, body = '', mac] = voucher.signed.split('.');
    const forged = Buffer.from(body, 'base64url').toString().replace('12AC4', '88A88');
    expect(await verifyVoucher([head, Buffer.from(forged).toString('base64url'), mac].join('.'), key)).toBeUndefined();
  });

  test('COMP-1, COMP-6 a number that is taken costs one try, and near numbers are named that are free', async () => {
    const [owner, me] = [await people.newcomer(), await people.newcomer()];
    await owner.hold('55BK5');
    const reply = await me.verify('55BK5');
    if (!reply.ok || reply.answer.outcome !== 'taken') throw new Error(`not taken: ${JSON.stringify(reply)}`);
    expect(me.at('choosing')).toMatchObject({ triesLeft: 2, drawsLeft: 2 });
    const { near } = reply.answer;
    expect(near).toHaveLength(5);
    expect(near).not.toContain('55BK5');
    // Each differs in one character, and is there to be had.
    for (const plate of near) expect([...plate].filter((face, i) => face !== '55BK5'.charAt(i))).toHaveLength(1);
    expect(await me.hold(near[0] ?? '')).toMatchObject({ plate: near[0], triesLeft: 0 });
  });

  test('COMP-5, COMP-6, SAFE-3 what is refused before the number is asked for costs nothing', async () => {
    const [owner, me] = [await people.newcomer(), await people.newcomer()];
    await owner.hold('77BK7');
    const proof = await me.solve();
    const layout = await me.openKeyboard();
    const before = me.at('choosing');
    const good = { version: before.version, layout: layout.id, keys: keysOf(layout, '77BK7') };
    const after = async (captcha: Awaited<ReturnType<typeof me.solve>>, changed: Partial<typeof good> = {}) =>
      me.refused('verifyPlate', { ...good, captcha, ...changed });

    const early = await after(proof);
    expect(early).toMatchObject({ code: 'coolingDown', retry: 'later', notBefore: before.verifyFrom });
    await me.waitUntil(before.verifyFrom ?? 0);
    expect(await after(await me.solve(), { keys: [null, ...good.keys.slice(1)] })).toMatchObject({
      code: 'incompleteNumber',
    });
    expect(await after(await me.solve(), { version: before.version - 1 })).toMatchObject({ code: 'staleVersion' });
    expect(await after(await me.solve(), { keys: ['___', ...good.keys.slice(1)] })).toMatchObject({
      code: 'keyUnknown',
    });
    const { id } = await me.carryOut('requestCaptcha', {});
    expect(await after({ kind: 'text', id, text: 'wrong' })).toMatchObject({ code: 'captchaWrong' });
    expect(await after({ kind: 'text', id, text: 'wrong' })).toMatchObject({ code: 'captchaSpent' });
    expect(await me.look()).toEqual(before);

    // Nothing of it stood in the way either.
    await me.waitUntil((await me.now()) + INTERVAL_MS);
    expect(await me.ask('verifyPlate', { ...good, captcha: await me.solve() })).toMatchObject({
      ok: true,
      answer: { outcome: 'taken' },
    });
    expect(me.at('choosing').triesLeft).toBe(2);
  });

  test('COMP-5 the interval starts again with every verification; COMP-2 and the keyboard is another', async () => {
    const [owner, me] = [await people.newcomer(), await people.newcomer()];
    await owner.hold('88BK8');
    const first = await me.readyToVerify();
    expect(first.keys).toHaveLength(34);
    const sent = await me.now();
    const keys = keysOf(first, '88BK8');
    await me.carryOut('verifyPlate', { version: me.view.version, layout: first.id, keys, captcha: await me.solve() });
    expect(me.at('choosing').verifyFrom).toBeGreaterThanOrEqual(sent + INTERVAL_MS);
    const old = { version: me.view.version, layout: first.id, keys };
    expect((await me.refused('verifyPlate', { ...old, captcha: await me.solve() })).code).toBe('layoutUnknown');
    expect((await me.refused('typePattern', { layout: first.id, keys })).code).toBe('layoutUnknown');
    const second = await me.openKeyboard();
    expect(second.keys.map(({ face }) => face)).not.toEqual(first.keys.map(({ face }) => face));
    expect(second.keys.map(({ id }) => id)).not.toEqual(first.keys.map(({ id }) => id));
    // A refresh brings the same one back.
    expect((await me.carryOut('openKeyboard', { layout: second.id })).layout).toEqual(second);
  });

  test('COMP-7 a number that is given up ends self-compose, and is there for others', async () => {
    const [me, other] = [await people.newcomer(), await people.newcomer()];
    await me.hold('11AK1');
    await me.release();
    expect(me.at('choosing')).toMatchObject({ triesLeft: 0, drawsLeft: 2 });
    expect(await other.hold('11AK1')).toMatchObject({ plate: '11AK1' });
  });

  test('SMS-2 a code dies after five wrong entries; a new one serves', async () => {
    const me = await people.newcomer();
    await me.hold('22AK2');
    await me.confirm();
    const { version, token } = me.at('confirming');
    expect((await me.refused('completeReservation', { version, token, code: '000000' })).code).toBe('codeNotRequested');
    const code = await me.receiveCode();
    const wrong = code === '123456' ? '654321' : '123456';
    for (const entriesLeft of [4, 3, 2, 1, 0]) {
      expect(await me.complete(wrong)).toMatchObject({ ok: false, refusal: { code: 'codeWrong', entriesLeft } });
      expect(me.at('confirming').code.entriesLeft).toBe(entriesLeft);
    }
    expect(await me.complete(code)).toMatchObject({ ok: false, refusal: { code: 'codeDead' } });
    await me.waitUntil(me.at('confirming').code.resendFrom);
    expect(await me.finish()).toMatchObject({ plate: '22AK2' });
  });

  test('SMS-2 a code is sent once in an interval, and one of another hold never works', async () => {
    const [me, other] = [await people.newcomer(), await people.newcomer()];
    await Promise.all([me.hold('33AK3'), other.hold('44AK4')]);
    await Promise.all([me.confirm(), other.confirm()]);
    const mine = await me.receiveCode();
    const { version, token, code } = me.at('confirming');
    const again = await me.ask('requestCode', { version, token });
    if (again.ok || again.refusal.code !== 'codeTooSoon') {
      // Only where reading the first code took longer than the interval may a second one be sent.
      expect(again.now).toBeGreaterThanOrEqual(code.resendFrom);
    } else {
      expect(again.refusal.notBefore).toBe(code.resendFrom);
    }
    const others = await other.receiveCode();
    if (mine !== others) expect(await me.complete(others)).toMatchObject({ ok: false, refusal: { code: 'codeWrong' } });
    expect(other.at('confirming').code.entriesLeft).toBe(5);
    expect(await other.complete(others)).toMatchObject({ ok: true });
  });

  test('FLOW-4 two devices of one account see the same, and either goes on', async () => {
    const phone = await people.newcomer();
    const desk = await people.again(phone);
    await phone.hold('10AK0');
    await desk.hears('selectionChanged', ({ selection }) => selection.stage === 'holding');
    expect(desk.view).toEqual(phone.view);

    await desk.confirm();
    await phone.hears('selectionChanged', ({ selection }) => selection.stage === 'confirming');
    expect(phone.view).toEqual(desk.view);
    desk.leave();

    const later = await people.again(phone);
    expect(later.welcome.selection).toEqual(phone.view);
    expect(await phone.finish()).toMatchObject({ plate: '10AK0' });
    await later.hears('selectionChanged', ({ selection }) => selection.stage === 'reserved');
    expect(later.view).toEqual(phone.view);
  });

  test('P9, FLOW-4 of two devices that act on the same version, one is done and the other is shown the present state', async () => {
    const phone = await people.newcomer();
    const desk = await people.again(phone);
    await phone.hold('20AK0');
    await desk.hears('selectionChanged', ({ selection }) => selection.stage === 'holding');
    const { version, token, plate } = phone.at('holding');
    const replies = await Promise.all([
      phone.ask('confirmPlate', { version, token, plate }),
      desk.ask('releaseHold', { version, token }),
    ]);
    expect(replies.filter(({ ok }) => ok)).toHaveLength(1);
    const refused = replies.find(({ ok }) => !ok);
    expect(refused).toMatchObject({ refusal: { code: 'staleVersion', retry: refusals.staleVersion.retry } });
    expect(refused?.selection?.version).toBeGreaterThan(version);
    expect(await phone.look()).toEqual(await desk.look());
  });

  test('SAFE-1 a command that is sent again is done once and answered the same', async () => {
    const me = await people.newcomer();
    const layout = await me.readyToVerify();
    const { version } = me.view;
    const keys = keysOf(layout, '30AK0');
    const command = { id: 'command-of-mine', version, layout: layout.id, keys, captcha: await me.solve() };
    const [first, second] = await Promise.all([me.send('verifyPlate', command), me.send('verifyPlate', command)]);
    expect(first).toMatchObject({ ok: true, answer: { outcome: 'held', plate: '30AK0' } });
    const third = await (await people.again(me)).send('verifyPlate', command);
    for (const repeated of [second, third]) {
      expect(repeated).toEqual({ ...first, now: repeated.now });
    }
    expect(await me.send('verifyPlate', { ...command, version: 0 })).toMatchObject({
      ok: false,
      refusal: { code: 'commandReused' },
    });
  });
});
