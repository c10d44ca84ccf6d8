import { expect } from 'vitest';
import { LATER } from '../harness.ts';
import type { PoolTest } from '../store-contract.ts';

export const captchaContract = (it: PoolTest): void => {
  it('COMP-6 a wrong captcha costs nothing but itself', async ({ pool }) => {
    const [number] = await pool.openSome();
    const anna = pool.applicant();
    const { id } = await anna.captcha();
    const before = await pool.position();

    expect(await anna.hold(number, { captcha: { id, digest: 'wrong' } })).toMatchObject({
      status: 'done',
      outcome: 'captchaWrong',
      numbers: [],
      version: 0,
    });
    expect(await anna.hold(number, { captcha: { id, digest: 'right' } })).toMatchObject({ outcome: 'captchaSpent' });
    expect(await pool.position()).toEqual(before);
    expect(await anna.read()).toMatchObject({ version: 0, record: null, hold: null });
  });

  it('DRAW-1 a captcha serves one draw', async ({ pool }) => {
    await pool.open(16);
    const anna = pool.applicant();
    const captcha = await anna.captcha();
    expect(await anna.draw(1, { captcha })).toMatchObject({ outcome: 'drawn' });
    expect(await anna.draw(1, { captcha })).toMatchObject({ outcome: 'captchaSpent', version: 1 });
  });

  it('DRAW-1 a wrong captcha stops a draw, and is used up', async ({ pool }) => {
    await pool.open(16);
    const anna = pool.applicant();
    const { id } = await anna.captcha();
    expect(await anna.draw(1, { captcha: { id, digest: 'wrong' } })).toMatchObject({ outcome: 'captchaWrong' });
    expect(await anna.draw(1, { captcha: { id, digest: 'right' } })).toMatchObject({ outcome: 'captchaSpent' });
    expect((await pool.store.tally()).held).toBe(0);
  });

  it('COMP-5, P5 a proof of work that is none uses its captcha up, as a wrong text does', async ({ pool }) => {
    const [number] = await pool.openSome();
    const anna = pool.applicant();
    const { id } = await anna.captcha();
    expect(await anna.hold(number, { captcha: { id, digest: '' } })).toMatchObject({ outcome: 'captchaWrong' });
    expect(await anna.hold(number, { captcha: { id, digest: null } })).toMatchObject({ outcome: 'captchaSpent' });
  });

  it("P10 another selection's captcha never serves, and is not used up", async ({ pool }) => {
    const [one, two] = await pool.openSome();
    const [anna, mallory] = [pool.applicant(), pool.applicant()];
    const captcha = await anna.captcha();
    expect(await mallory.hold(one, { captcha })).toMatchObject({ outcome: 'captchaSpent' });
    expect(await mallory.draw(1, { captcha: { ...captcha, digest: null } })).toMatchObject({ outcome: 'captchaSpent' });
    expect(await anna.hold(two, { captcha })).toMatchObject({ outcome: 'held' });
  });

  it('P10 a captcha that was never issued does not serve, not even by proof of work', async ({ pool }) => {
    const [number] = await pool.openSome();
    const [anna, other] = [pool.applicant(), pool.applicant()];
    const { id } = await other.captcha();
    const never = `${id.slice(0, -4)}AAAA` as typeof id;
    const command = await anna.toHold(number, { captcha: { id: never, digest: null } });
    expect(await pool.store.hold(command)).toMatchObject({ outcome: 'captchaSpent' });
  });

  it('COMP-5 a proof of work stands for the text, once', async ({ pool }) => {
    const [one, two] = await pool.openSome();
    const anna = pool.applicant();
    const { id } = await anna.captcha();
    expect(await anna.hold(one, { captcha: { id, digest: null } })).toMatchObject({ outcome: 'held' });
    expect(await anna.hold(two, { captcha: { id, digest: null } })).toMatchObject({ outcome: 'captchaSpent' });
  });

  it('P3 a captcha serves until it expires, by the clock of the store', async ({ pool }) => {
    const [number] = await pool.openSome();
    const toHold = async (expiresAt: number) => {
      const anna = pool.applicant();
      return anna.toHold(number, { captcha: await anna.captcha({ expiresAt }) });
    };
    const judged = await pool.across(toHold, pool.store.hold);
    const spent = judged.map(({ reply }) => reply.status === 'done' && reply.outcome === 'captchaSpent');
    expect(spent).toEqual(judged.map(({ edge, reply }) => reply.now >= edge));
    expect(new Set(spent).size).toBe(2);
  });

  it('COMP-5 a captcha that was issued before the opening does not serve, and stays as it is', async ({ pool }) => {
    const [number] = await pool.openSome();
    const [anna, bert] = [pool.applicant(), pool.applicant()];
    const opensAt = 1_000_000;
    const early = await anna.captcha({ issuedAt: opensAt - 1 });
    const spent = { outcome: 'captchaSpent', version: 0 };
    const before = await pool.position();
    const hold = await anna.toHold(number, { captcha: early, captchaFrom: opensAt });
    expect(await pool.store.hold(hold)).toMatchObject(spent);
    const draw = await anna.toDraw(1, { captcha: { ...early, digest: null }, captchaFrom: opensAt });
    expect(await pool.store.draw(draw)).toMatchObject(spent);
    expect(await pool.position()).toEqual(before);
    const kept = await anna.toHold(number, { captcha: early, captchaFrom: opensAt - 1 });
    expect(await pool.store.hold(kept)).toMatchObject({ outcome: 'held' });
    const inTime = await bert.captcha({ issuedAt: opensAt });
    const drawn = await bert.toDraw(1, { captcha: inTime, captchaFrom: opensAt });
    expect(await pool.store.draw(drawn)).toMatchObject({ outcome: 'drawn' });
  });

  it('COMP-6 the captcha is not looked at where the command is not carried out', async ({ pool }) => {
    const [number] = await pool.openSome();
    const anna = pool.applicant();
    const captcha = await anna.captcha();
    expect(await anna.hold(number, { captcha, version: 7 })).toMatchObject({ status: 'versionMoved' });
    expect(await anna.hold(number, { captcha, until: 1 })).toMatchObject({ status: 'rejudge' });
    expect(await anna.hold(number, { captcha, notAfter: 1 })).toMatchObject({ status: 'tooLate' });
    expect(await anna.hold(number, { captcha, from: LATER })).toMatchObject({ status: 'rejudge' });
    expect(await anna.hold(number, { captcha })).toMatchObject({ outcome: 'held' });
  });
};
