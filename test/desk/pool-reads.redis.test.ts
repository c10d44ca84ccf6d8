import { randomUUID } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import {
  blockId,
  commandId,
  type OwnerId,
  ownerId,
  poolId,
  type SelectionId,
  selectionId,
} from '../../protocol/ids.ts';
import { serial } from '../../protocol/plate.ts';
import { authoritySettings } from '../../server/authority/settings.ts';
import { ApplicantSearch } from '../../server/desk/applicant-search.ts';
import { DeskBans } from '../../server/desk/bans.ts';
import { DeskSelections } from '../../server/desk/selections.ts';
import type { Account } from '../../server/identity/accounts.ts';
import type { Address } from '../../server/pool/block.ts';
import { openBlocks } from '../../server/pool/opening.ts';
import { poolKeys } from '../../server/pool/redis/keys.ts';
import { PoolReads } from '../../server/pool/redis/reads.ts';
import { RedisPoolStore } from '../../server/pool/redis/store.ts';
import { freshRecord } from '../../server/selection/record.ts';
import type { Selections } from '../../server/selection/selections.ts';
import { Applicant } from '../pool/harness.ts';
import { openPoolNode } from '../support/pool-node.ts';
import { redisOfFile } from '../support/redis.ts';

const pool = poolId.parse('test');
const keys = poolKeys(pool);
const settings = authoritySettings.parse({ hours: 'always' });
const plate = serial.parse('00A00');
const owner = ownerId.parse('o-anna');
const selection = selectionId.parse('v-anna');

const redis = await redisOfFile();
const shared = await redis.client();
const reads = new PoolReads(pool, shared);
let store: RedisPoolStore;
let selections: Selections;
let desk: DeskSelections;
let applicants: ApplicantSearch;

const account: Account = {
  userName: 'anna',
  displayName: '安*',
  phone: '13812345678',
  owner,
  kind: 'individual',
  inPerson: true,
  mustChange: false,
  vehicles: [{ vin: '0XTEST00000000001', model: '轿车', selection }],
  demo: true,
};

beforeEach(async () => {
  await shared.flushAll();
  store = new RedisPoolStore(pool, { commands: shared, reads: await redis.client('blocking') });
  const positions = ['0', '0', 'A', '0', '01234567'];
  await openBlocks(store, [{ id: blockId.parse('first'), name: { zh: '号段', en: 'Block' }, positions }]);
  const node = openPoolNode({ settings, store });
  node.follower.startAfresh(await store.snapshot());
  ({ selections } = node);
  applicants = new ApplicantSearch({
    accounts: { byOwner: async (each) => (each === owner ? account : undefined), byUserName: async () => account },
    stored: { read: async () => undefined, ownerOf: () => owner },
    applications: { ownerOfVehicle: async () => owner, ownerOfSelection: async () => owner },
    tails: { ownersOf: async () => ({ owners: [], more: false }) },
    banOf: store.banOf,
  });
  desk = new DeskSelections({
    store,
    reads,
    applicants,
    settings,
    voucherPlate: async () => undefined,
    addressOf: node.live.addressOf,
    serialAt: node.live.serialAt,
  });
});

const asked = (of: SelectionId) => ({
  selection: of,
  owner,
  id: commandId.parse(randomUUID()),
  digest: '',
  notAfter: 9_000_000_000_000,
});
const enter = (of: SelectionId) => selections.enterCompose(asked(of), 'layout-1' as never);
/** Events that concern nobody. */
const tide = async (events: number): Promise<void> => {
  const home = 0 as Address;
  for (let i = 0; i < events / 2; i += 1) {
    await store.withhold([home]);
    await store.unwithhold([home]);
  }
};

test('DONE-3 a selection’s history is found behind thousands of others’ events, up to its first', async () => {
  await enter(selection);
  await tide(2_500);
  const { events, complete } = await reads.eventsOf(selection, 10_000);
  expect(events.map(({ type }) => type)).toEqual(['selectionNoted']);
  expect(complete).toBe(true);
});

test('DONE-3 of holds that lapsed at once each is in the history of its own selection, and in no other', async () => {
  const some = ['s-one', 's-two', 's-three'].map((name) => new Applicant(store, selectionId.parse(name)));
  for (const [i, each] of some.entries()) await store.hold(await each.toHold((i + 1) as Address, { deadline: 1 }));
  await store.lapse(10);
  for (const { id } of some) {
    const { events, complete } = await reads.eventsOf(id, 10_000);
    expect(events.map(({ type, selection: whose }) => [type, whose])).toEqual([
      ['plateHeld', id],
      ['holdLapsed', id],
    ]);
    expect(complete).toBe(true);
  }
});

test('DONE-3 what is no longer kept is said to be missing, and a patience that is over too', async () => {
  await enter(selection);
  await tide(1_200);
  expect(await reads.eventsOf(selection, 0)).toEqual({ events: [], complete: false });
  await shared.xTrim(keys.events, 'MAXLEN', 1_000);
  expect(await reads.eventsOf(selection, 10_000)).toEqual({ events: [], complete: false });
  const { result } = await desk.history(selection);
  expect(result).toMatchObject({ ok: true, answer: { entries: [], complete: false } });
});

test('DONE-3 a selection that nobody has touched has a whole, empty history', async () => {
  const { result } = await desk.history(selection);
  expect(result).toMatchObject({
    ok: true,
    answer: { entries: [], complete: true, selection: { present: { stage: 'choosing' } } },
  });
});

test('ELIG-4 bans are listed, the first to end first, and those that have ended are not', async () => {
  const now = await store.now();
  await shared.hSet(keys.bans, {
    'o-anna': String(now + 9_000),
    'o-bob': String(now + 5_000),
    'o-old': String(now - 1),
  });
  expect(await reads.bans(now)).toEqual([
    { owner: 'o-bob', until: now + 5_000 },
    { owner: 'o-anna', until: now + 9_000 },
  ]);
});

test('DONE-4 lifting a ban lets the vehicle that was missed begin anew, and says why in the trail', async () => {
  const now = await store.now();
  const bannedUntil = now + 1_000_000;
  const reserved = {
    ...freshRecord(settings),
    stage: 'reserved',
    plate,
    way: 'draw',
    reservedAt: 1,
    lastDay: '2026-11-20',
    lastDayProvisional: false,
    collectBy: now - 1,
    bannedUntil,
  };
  await shared.hSet(keys.selection(selection), { version: '3', record: JSON.stringify(reserved), token: '' });
  await shared.hSet(keys.bans, owner, String(bannedUntil));
  expect((await desk.present(selection)).record.stage).toBe('missed');
  const forgive = async (of: SelectionId, whose: OwnerId): Promise<void> =>
    void (await selections.beginAnew({ ...asked(of), owner: whose }));
  const bans = new DeskBans({ store, reads, applicants, forgive });
  const request = { id: commandId.parse(randomUUID()), owner, reason: '住院，已提交证明' };
  expect(await bans.lift(request)).toEqual({
    result: { ok: true, answer: { outcome: 'lifted' } },
    subject: 'anna',
    reason: request.reason,
    before: { bannedUntil },
  });
  expect(await store.banOf(owner)).toBeNull();
  expect((await desk.present(selection)).record).toEqual(freshRecord(settings));
  expect((await bans.lift(request)).result).toMatchObject({ ok: false, refusal: { code: 'banUnknown' } });
});
