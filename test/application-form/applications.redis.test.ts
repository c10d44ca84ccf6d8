import { randomBytes } from 'node:crypto';
import { beforeEach, expect, test, vi } from 'vitest';
import { Applications, type Step, type Stepped } from '../../server/application-form/applications.ts';
import type { ApplicationRecord } from '../../server/application-form/record.ts';
import { ImportedRegister, type RegisteredVehicle } from '../../server/application-form/register.ts';
import { ApplicationStore } from '../../server/application-form/store.ts';
import { AccountStore } from '../../server/identity/account-store.ts';
import type { Account, OwnerId } from '../../server/identity/accounts.ts';
import { Limits } from '../../server/identity/limits.ts';
import { PersonalData } from '../../server/identity/personal-data.ts';
import { mobileOf, vinOf } from '../../verification/actors/citizens.ts';
import { everythingIn } from '../support/keyspace.ts';
import { redisOfFile } from '../support/redis.ts';
import { TestGateway } from '../support/sms.ts';

let now = 1_800_000_000_000;
let n = 0;
const gateway = new TestGateway();
const bans = new Map<OwnerId, number>();
const personal = new PersonalData(randomBytes(32));
const codeLimits = { codeLifeSeconds: 180, codeResendSeconds: 60, codeEntries: 5 };
const address = '唐山市路南区新华道1号';

const server = await redisOfFile();
const redis = await server.client();
const accounts = new AccountStore(redis, personal);
const register = new ImportedRegister(redis, personal);
const applications = new Applications({
  store: new ApplicationStore(redis, personal),
  register,
  bans: { until: async (owner) => bans.get(owner) ?? null },
  length: () => 5,
  gateway,
  codeKey: randomBytes(32),
  codeLimits,
  limits: new Limits({ redis, personal, now: () => now }),
  personal,
  now: () => now,
});
beforeEach(() => {
  gateway.down = false;
  n += 1;
});

const accountOf = (owner: string, changed: Partial<Account> = {}): Account => ({
  userName: owner,
  displayName: '张*丰',
  phone: mobileOf(n),
  owner: owner as OwnerId,
  kind: 'individual',
  inPerson: true,
  mustChange: false,
  vehicles: [],
  demo: false,
  ...changed,
});

/** One applicant with a vehicle of his own in the register, who goes through the form. */
class Walker {
  readonly account: Account;
  version = 0;
  record: ApplicationRecord = { stage: 'notice' };

  constructor(account: Account = accountOf(`o${n}`)) {
    this.account = account;
  }

  async owns(vin: string, changed: Partial<RegisteredVehicle> = {}): Promise<this> {
    const facts = { model: '轿车', class: 'small', invoiceCode: '123456789012', invoiceNumber: '12345678' } as const;
    await register.store([{ vin, owner: this.account.owner, ...facts, transferred: false, plate: null, ...changed }]);
    return this;
  }

  async step(step: Step, version = this.version): Promise<Stepped> {
    const stepped = await applications.step(this.account, version, step);
    this.version = stepped.kept.version;
    this.record = stepped.kept.record;
    return stepped;
  }

  enter(changed: Partial<Extract<Step, { kind: 'enterDetails' }>['details']> = {}): Promise<Stepped> {
    const typed = { vin: vinOf(n), invoiceCode: '123456789012', invoiceNumber: '12345678', address };
    return this.step({
      kind: 'enterDetails',
      details: { ...typed, contactName: '王五', contactMobile: mobileOf(n), ...changed },
    });
  }

  async toReview(vin = vinOf(n)): Promise<this> {
    await this.step({ kind: 'acceptNotice' });
    const { refusal } = await this.enter({ vin });
    if (refusal !== null) throw new Error(refusal.code);
    return this;
  }

  async finish(): Promise<Stepped> {
    await this.step({ kind: 'requestCode' });
    return this.step({ kind: 'enterCode', code: gateway.lastCode });
  }
}
/** One whose own vehicle waits for the code. */
const reviewing = async (): Promise<Walker> => (await new Walker().owns(vinOf(n))).toReview();
const codeOf = ({ refusal }: Stepped): string | null => refusal?.code ?? null;

test('FLOW-1 notice, details, review, code: then the vehicle joins the account, with a selection', async () => {
  const walker = await new Walker().owns(vinOf(n));
  expect((await applications.read(walker.account)).record.stage).toBe('notice');
  await walker.toReview();
  expect(walker.record).toMatchObject({ stage: 'review', model: '轿车', details: { vin: vinOf(n), address } });
  expect(codeOf(await walker.finish())).toBeNull();
  expect(gateway.messages.at(-1)).toMatchObject({ to: mobileOf(n), purpose: 'code' });
  expect(walker.record).toMatchObject({ stage: 'complete', vin: vinOf(n), completedAt: now });
  const [vehicle, ...others] = await accounts.vehiclesOf(walker.account.owner);
  expect(vehicle).toMatchObject({ vin: vinOf(n), model: '轿车' });
  expect(others).toEqual([]);
});

test('FLOW-1 the notice comes first, and no stage is skipped', async () => {
  const walker = await new Walker().owns(vinOf(n));
  for (const kind of ['goBack', 'requestCode'] as const) expect(codeOf(await walker.step({ kind }))).toBe('wrongStage');
  expect(codeOf(await walker.enter())).toBe('wrongStage');
  expect(codeOf(await walker.step({ kind: 'enterCode', code: '123456' }))).toBe('wrongStage');
  expect(walker).toMatchObject({ version: 0, record: { stage: 'notice' } });
});

test('FLOW-1 before the code is accepted one may go back and correct; after it never again', async () => {
  const walker = await reviewing();
  await walker.step({ kind: 'requestCode' });
  const old = gateway.lastCode;
  await walker.step({ kind: 'goBack' });
  expect(walker.record).toMatchObject({ stage: 'details', details: { vin: vinOf(n), address } });
  await walker.enter({ address: '唐山市路北区建设路2号' });
  expect(walker.record).toMatchObject({ details: { address: '唐山市路北区建设路2号' } });
  expect(codeOf(await walker.step({ kind: 'enterCode', code: old }))).toBe('codeNotRequested');
  now += 60_000;
  await walker.finish();
  expect(walker.record.stage).toBe('complete');
  for (const kind of ['goBack', 'requestCode'] as const) expect(codeOf(await walker.step({ kind }))).toBe('wrongStage');
  expect(codeOf(await walker.enter())).toBe('wrongStage');
});

test('ACCT-4 FLOW-1 every wrong field is named, and nothing is looked up', async () => {
  const find = vi.spyOn(register, 'find');
  const walker = new Walker();
  await walker.step({ kind: 'acceptNotice' });
  const typed = {
    vin: '1M8GDM9A0KP042788',
    invoiceCode: '',
    invoiceNumber: '1',
    address: 'x',
    contactName: '',
    contactMobile: '1',
  };
  const said = await walker.enter(typed);
  expect(codeOf(said)).toBe('formWrong');
  expect('fields' in said && said.fields.map(({ field, code }) => `${field} ${code}`)).toEqual([
    'vin vinWrong',
    'invoiceCode missing',
    'invoiceNumber invoiceNumberWrong',
    'address addressWrong',
    'contactName missing',
    'contactMobile mobileWrong',
  ]);
  expect(find).not.toHaveBeenCalled();
  await walker.enter();
  expect(find).toHaveBeenCalledOnce();
});

test('ELIG-1 ELIG-2 ELIG-3 what is refused is refused by its code, beside its field', async () => {
  const walker = new Walker();
  await walker.step({ kind: 'acceptNotice' });
  expect(codeOf(await walker.enter())).toBe('vehicleUnknown');
  const cases = [
    [{ owner: 'somebody' as OwnerId }, 'vehicleNotYours'],
    [{ transferred: true }, 'vehicleTransferred'],
    [{ class: 'other' }, 'vehicleNotSmall'],
    [{ class: 'smallNewEnergy' }, 'vehicleClassNotOpen'],
    [{ plate: '冀B12A34' }, 'vehicleHasPlate'],
    [{ invoiceNumber: '87654321' }, 'invoiceMismatch'],
  ] as const;
  for (const [changed, code] of cases) {
    await walker.owns(vinOf(n), changed);
    const said = await walker.enter();
    expect(codeOf(said)).toBe(code);
    expect('fields' in said && said.fields[0]?.code).toBe(code);
    expect(walker).toMatchObject({ version: 1, record: { stage: 'details' } });
  }
});

test('ELIG-3 a vehicle has one selection, whoever applies for it at the same time, and however often', async () => {
  const [first, second] = [new Walker(accountOf(`o${n}`)), new Walker(accountOf(`p${n}`))];
  await (await first.owns(vinOf(n))).toReview();
  // The register moves the vehicle to another owner between the two reviews.
  await (await second.owns(vinOf(n))).toReview();
  await second.step({ kind: 'requestCode' });
  const code = gateway.lastCode;
  await first.owns(vinOf(n));
  await first.finish();
  expect(first.record.stage).toBe('complete');
  await second.owns(vinOf(n));
  expect(codeOf(await second.step({ kind: 'enterCode', code }))).toBe('vehicleTaken');
  expect(await accounts.vehiclesOf(second.account.owner)).toEqual([]);
  await first.owns(vinOf(n));
  await first.step({ kind: 'acceptNotice' });
  expect(codeOf(await first.enter())).toBe('vehicleTaken');
});

test('ELIG-3 two applications for one vehicle that are completed at the same moment make one selection', async () => {
  const store = new ApplicationStore(redis, personal);
  const [one, two] = [accountOf(`x${n}`), accountOf(`y${n}`)];
  const done = { stage: 'complete', vin: vinOf(n), model: '轿车', completedAt: now } as const;
  const record = { ...done, selection: store.selectionOf(vinOf(n)) };
  const last = { digest: 'd', refusal: null };
  const saved = await Promise.all([one, two].map((account) => store.save(account, 0, record, last)));
  expect(saved.toSorted()).toEqual(['saved', 'vehicleTaken']);
  const vehicles = await Promise.all([one, two].map(({ owner }) => accounts.vehiclesOf(owner)));
  expect(vehicles.flat()).toHaveLength(1);
});

test('ELIG-4 who is banned is refused with the instant at which the ban ends, before and after the details', async () => {
  const walker = await reviewing();
  await walker.step({ kind: 'requestCode' });
  const until = now + 1_000;
  bans.set(walker.account.owner, until);
  const said = await walker.step({ kind: 'enterCode', code: gateway.lastCode });
  expect(said.refusal).toMatchObject({ code: 'banned', until, notBefore: until });
  expect(await applications.blocked(walker.account)).toMatchObject({ code: 'banned', until });
  now = until;
  expect(await applications.blocked(walker.account)).toBeNull();
  expect(codeOf(await walker.step({ kind: 'enterCode', code: gateway.lastCode }))).toBeNull();
});

test('ACCT-1 an account from the web takes no step, and is told where to go', async () => {
  const walker = new Walker(accountOf(`o${n}`, { inPerson: false }));
  const refusal = { code: 'inPersonRequired', zh: expect.stringContaining('窗口') };
  const steps = [{ kind: 'acceptNotice' }, { kind: 'goBack' }, { kind: 'requestCode' }] as const;
  for (const step of steps) expect((await walker.step(step)).refusal).toMatchObject(refusal);
  expect((await walker.enter()).refusal).toMatchObject(refusal);
  expect((await walker.step({ kind: 'enterCode', code: '123456' })).refusal).toMatchObject(refusal);
  expect(await applications.read(walker.account)).toMatchObject({ version: 0, record: { stage: 'notice' } });
});

test('ACCT-2 an organisation applies for one vehicle after another, and has them all', async () => {
  const walker = new Walker(accountOf(`o${n}`, { kind: 'organisation' }));
  for (const vin of [vinOf(5_001), vinOf(5_002), vinOf(5_003)]) {
    now += 60_000;
    await (await walker.owns(vin)).toReview(vin);
    await walker.finish();
    expect(walker.record.stage).toBe('complete');
  }
  const vehicles = await accounts.vehiclesOf(walker.account.owner);
  expect(vehicles.map(({ vin }) => vin).toSorted()).toEqual([vinOf(5_001), vinOf(5_002), vinOf(5_003)].toSorted());
  expect(new Set(vehicles.map(({ selection }) => selection)).size).toBe(3);
});

test('SAFE-1 a step that is sent again is done once and answered the same, its refusal too', async () => {
  const walker = await reviewing();
  const { version } = walker;
  const first = await walker.step({ kind: 'requestCode' });
  const messages = gateway.messages.length;
  expect(await walker.step({ kind: 'requestCode' }, version)).toEqual(first);
  expect(gateway.messages).toHaveLength(messages);

  const before = walker.version;
  const wrong = { kind: 'enterCode', code: gateway.wrongCode } as const;
  const refused = await walker.step(wrong);
  expect(refused.refusal).toMatchObject({ code: 'codeWrong', entriesLeft: 4 });
  expect(await walker.step(wrong, before)).toEqual(refused);

  const last = walker.version;
  const right = { kind: 'enterCode', code: gateway.lastCode } as const;
  const done = await walker.step(right);
  expect(await walker.step(right, last)).toEqual(done);
});

test('P9 of two devices that act on the same version one is done, and the other is shown the present state', async () => {
  const walker = await reviewing();
  const { version } = walker;
  const both = await Promise.all([
    walker.step({ kind: 'goBack' }, version),
    walker.step({ kind: 'requestCode' }, version),
  ]);
  expect(both.filter((each) => codeOf(each) === null)).toHaveLength(1);
  expect(both.filter((each) => codeOf(each) === 'staleVersion')).toHaveLength(1);
  for (const { kept } of both) expect(kept.version).toBe(version + 1);
});

test('SMS-2 FLOW-1 of many codes entered at once, each on the version it saw, one is judged', async () => {
  const walker = await reviewing();
  await walker.step({ kind: 'requestCode' });
  const { version, account } = walker;
  const guesses = Array.from({ length: 20 }, (_, i) => String(i).padStart(6, '0')).filter(
    (code) => code !== gateway.lastCode,
  );
  const said = await Promise.all(
    guesses.map((code) => applications.step(account, version, { kind: 'enterCode', code })),
  );
  expect(said.filter((each) => codeOf(each) === 'codeWrong')).toHaveLength(1);
});

test('SMS-2 FLOW-1 a code of another application never works', async () => {
  const walker = await reviewing();
  await walker.step({ kind: 'requestCode' });
  const mine = gateway.lastCode;
  n += 1;
  const other = await reviewing();
  await other.step({ kind: 'requestCode' });
  // Once in a million times the two are the same six digits.
  const refusal = mine === gateway.lastCode ? null : 'codeWrong';
  expect(codeOf(await other.step({ kind: 'enterCode', code: mine }))).toBe(refusal);
  expect(codeOf(await walker.step({ kind: 'enterCode', code: mine }))).toBeNull();
});

test('SMS-4 FLOW-1 a gateway that is down is said, and the code may be asked for again at once', async () => {
  const walker = await reviewing();
  const { version } = walker;
  gateway.down = true;
  expect(codeOf(await walker.step({ kind: 'requestCode' }))).toBe('gatewayDown');
  expect(codeOf(await walker.step({ kind: 'requestCode' }, version))).toBe('gatewayDown');
  gateway.down = false;
  expect(codeOf(await walker.finish())).toBeNull();
});

test('ELIG-2 the register cannot be searched through the form', async () => {
  const walker = new Walker();
  await walker.step({ kind: 'acceptNotice' });
  for (let i = 0; i < 30; i += 1) expect(codeOf(await walker.enter({ vin: vinOf(9_000 + i) }))).toBe('vehicleUnknown');
  const said = await walker.enter();
  expect(said.refusal).toMatchObject({ code: 'tooManyRequests', notBefore: expect.any(Number) });
});

test('ACCT-4 Redis holds nothing personal of an application, before and after it is complete', async () => {
  const walker = await reviewing();
  const secrets = [vinOf(n), address, '王五', mobileOf(n), '123456789012'];
  const during = await everythingIn(redis);
  await walker.finish();
  const after = await everythingIn(redis);
  for (const secret of [...secrets, gateway.lastCode])
    for (const text of [during, after]) expect(text).not.toContain(secret);
});
