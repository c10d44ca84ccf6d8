import { randomBytes, randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { DeskRequestOf } from '../../protocol/desk/client-to-server.ts';
import type { DeskRole } from '../../protocol/desk/views.ts';
import { commandId } from '../../protocol/ids.ts';
import { serial } from '../../protocol/plate.ts';
import { type DeskAccount, DeskAccounts } from '../../server/desk/accounts.ts';
import { AuditTrail } from '../../server/desk/audit.ts';
import { type Deed, Proposals } from '../../server/desk/proposals.ts';
import { acted } from '../../server/desk/result.ts';
import { PersonalData } from '../../server/identity/personal-data.ts';
import { redisOfFile } from '../support/redis.ts';

const HOUR = 3_600_000;
let now = 10_000_000_000;
const redis = await (await redisOfFile()).client();
const accounts = new DeskAccounts(redis, { demo: false });
const audit = new AuditTrail(redis, () => now);
const personal = new PersonalData(randomBytes(32));
const plate = serial.parse('12A34');

/** What was withheld, by the id that it was done under; on what a proposal rests, which a test may change. */
const withheld: string[] = [];
let basis = 'as it is';
let during: () => Promise<void> = async () => undefined;

const never: Deed<never> = {
  does: () => Promise.reject(new Error('not asked for')),
  toConfirm: () => Promise.reject(new Error('not asked for')),
};
/** A node of its own, with the same Redis. */
const node = (secondPerson: 'required' | 'off' = 'required') =>
  new Proposals({
    redis,
    personal,
    accounts,
    audit,
    deeds: {
      signPerson: never,
      signOrganisation: never,
      addBlock: never,
      scheduleBlock: never,
      unwithholdNumbers: never,
      withholdNumbers: {
        does: async ({ id, plates }) => {
          await during();
          withheld.push(id);
          return acted({ outcome: 'withheld', withheld: plates, leftAlone: [] });
        },
        toConfirm: async ({ plates, reason }) => ({
          shown: { subject: String(plates.length), reason, mobiles: null, plates, positions: null, opensAt: null },
          basis,
        }),
      },
    },
    terms: { secondPerson, proposalSeconds: 24 * 3_600, newAccountSeconds: 3 * 86_400 },
  });

const colleague = async (userName: string, role: DeskRole, madeBy?: string): Promise<DeskAccount> => {
  await accounts.create(userName, role, now, madeBy === undefined ? undefined : { userName: madeBy, ofDemo: false });
  const account = await accounts.byUserName(userName);
  if (account === undefined) throw new Error('no account');
  return account;
};
const request = (): DeskRequestOf<'withholdNumbers'> => ({
  id: commandId.parse(randomUUID()),
  plates: [plate],
  reason: 'for the museum',
});
const propose = async (account: DeskAccount, asked = request()) => {
  const { result } = await node().doOrPropose('withholdNumbers', asked, { account, now });
  if (!result.ok || result.answer.outcome !== 'proposed') throw new Error(JSON.stringify(result));
  const { proposal } = result.answer;
  const listed = await node().list({ account, now });
  const found = listed.result.ok && listed.result.answer.proposals.find((each) => each.proposal === proposal);
  if (!found) throw new Error('not listed');
  return found;
};
type Listed = Awaited<ReturnType<typeof propose>>;
const confirm = async ({ proposal, digest }: Listed, account: DeskAccount, id = commandId.parse(randomUUID())) => {
  const { result } = await node().confirm({ id, proposal, digest }, { account, now });
  return result.ok ? result.answer.outcome : result.refusal.code;
};

test('SAFE-1 a proposal does nothing by itself, is confirmed by another person, and is carried out once', async () => {
  const [ann, bob] = [await colleague('ann', 'manager'), await colleague('bob', 'clerk')];
  const asked = request();
  const proposal = await propose(ann, asked);
  // The same command again is the same proposal.
  expect((await propose(ann, asked)).proposal).toBe(proposal.proposal);
  expect(await node().figures()).toMatchObject({ open: 1 });
  expect(withheld).toEqual([]);
  expect(await confirm(proposal, ann)).toBe('secondPersonRequired');
  const id = commandId.parse(randomUUID());
  expect(await confirm(proposal, bob, id)).toBe('confirmed');
  expect(withheld).toEqual([proposal.proposal]);
  // Sent again by who confirmed it: the same answer. By others: it is gone.
  expect(await confirm(proposal, bob, id)).toBe('confirmed');
  expect(await confirm(proposal, bob)).toBe('proposalUnknown');
  expect(withheld).toHaveLength(1);
  expect(await node().figures()).toMatchObject({ open: 0 });
});

test('SAFE-1 of many who confirm at once one carries it out, and who withdraws it meanwhile is not told that it worked', async () => {
  const [carl, dora] = [await colleague('carl', 'manager'), await colleague('dora', 'manager')];
  withheld.length = 0;
  const proposal = await propose(carl);
  let withdrawn = '';
  during = async () => {
    const { result } = await node().withdraw(
      { id: commandId.parse(randomUUID()), proposal: proposal.proposal },
      { account: carl, now },
    );
    withdrawn = result.ok ? 'withdrawn' : result.refusal.code;
  };
  const outcomes = await Promise.all(Array.from({ length: 8 }, () => confirm(proposal, dora)));
  during = async () => undefined;
  expect(outcomes.filter((outcome) => outcome === 'confirmed')).toHaveLength(1);
  expect(withheld).toHaveLength(1);
  expect(withdrawn).toBe('outcomeUnknown');
});

test('SAFE-1 a server that dies while it carries one out leaves it to the same command, or to another after a while', async () => {
  const [emil, fay] = [await colleague('emil', 'manager'), await colleague('fay', 'clerk')];
  withheld.length = 0;
  const proposal = await propose(emil);
  during = () => Promise.reject(new Error('the server dies'));
  const id = commandId.parse(randomUUID());
  await expect(confirm(proposal, fay, id)).rejects.toThrow('dies');
  during = async () => undefined;
  expect(await confirm(proposal, fay)).toBe('outcomeUnknown');
  expect(await confirm(proposal, fay, id)).toBe('confirmed');
  expect(withheld).toEqual([proposal.proposal]);
});

test('ACCT-3 one person with two accounts confirms nothing: a new account is no second person for its maker, also over a third', async () => {
  const maker = await colleague('gina', 'manager');
  now += 10 * 24 * HOUR;
  const made = await colleague('gina-two', 'manager', 'gina');
  const grandchild = await colleague('gina-three', 'clerk', 'gina-two');
  const other = await colleague('hugo', 'clerk');
  const proposal = await propose(maker);
  expect(await confirm(proposal, made)).toBe('secondPersonRequired');
  expect(await confirm(proposal, grandchild)).toBe('secondPersonRequired');
  expect(await confirm(await propose(made), maker)).toBe('secondPersonRequired');
  // Where the account between is gone, nobody can tell.
  await accounts.remove('gina-two');
  expect(await confirm(proposal, grandchild)).toBe('secondPersonRequired');
  expect(await confirm(proposal, other)).toBe('confirmed');
  now += 4 * 24 * HOUR;
  expect(await confirm(await propose(maker), grandchild)).toBe('confirmed');
});

test('SAFE-3 the proposer’s right is asked for again, and an account that has the name by now is another', async () => {
  const second = await colleague('ida', 'clerk');
  for (const next of ['clerk', 'manager'] as const) {
    const proposal = await propose(await colleague('jan', 'manager'));
    await accounts.remove('jan');
    now += 1;
    await colleague('jan', next);
    expect(await confirm(proposal, second)).toBe('proposerNotAllowed');
    expect(await confirm(proposal, second)).toBe('proposalUnknown');
    await accounts.remove('jan');
  }
});

test('P9 what is confirmed is what was read: another digest, or another state of things, is refused', async () => {
  const [kim, lou] = [await colleague('kim', 'manager'), await colleague('lou', 'clerk')];
  const proposal = await propose(kim);
  const other = personal.hash('proposal-digest', 'something else');
  expect(await confirm({ ...proposal, digest: other }, lou)).toBe('proposalChanged');
  basis = 'changed meanwhile';
  expect(await confirm(proposal, lou)).toBe('proposalChanged');
  basis = 'as it is';
  expect(await confirm(proposal, lou)).toBe('confirmed');
});

test('ACCT-3 a proposal expires, is cleared away by one node, and stands in the trail', async () => {
  const [max, nora] = [await colleague('max', 'manager'), await colleague('nora', 'clerk')];
  const proposal = await propose(max);
  now += 24 * HOUR;
  expect(await confirm(proposal, nora)).toBe('proposalUnknown');
  const listed = await node().list({ account: nora, now });
  expect(listed.result).toMatchObject({ answer: { proposals: [] } });
  now += HOUR;
  await Promise.all([node().tick(now), node().tick(now)]);
  const expired = (await audit.read()).entries.filter(({ what, who }) => what === 'proposalExpired' && who === 'max');
  expect(expired).toMatchObject([{ subject: 'withholdNumbers 1', reason: 'for the museum' }]);
  expect(await node().figures()).toMatchObject({ open: 0 });
});

test('ACCT-4 of a proposal nothing can be read in Redis', async () => {
  const proposal = await propose(await colleague('olga', 'manager'));
  const kept = await redis.hGet('xuanhao:{desk}:proposals', proposal.proposal);
  expect(kept).toMatch(/^\d+ - 0 1\.\S+$/);
  expect(kept).not.toContain('museum');
});

test('SAFE-3 only who proposed it, or a manager, withdraws it; where no second person is wanted, one is enough', async () => {
  const [pia, quin] = [await colleague('pia', 'manager'), await colleague('quin', 'clerk')];
  const { proposal } = await propose(pia);
  const withdraw = async (account: DeskAccount) => {
    const { result } = await node().withdraw({ id: commandId.parse(randomUUID()), proposal }, { account, now });
    return result.ok ? result.answer.outcome : result.refusal.code;
  };
  expect(await withdraw(quin)).toBe('notAllowed');
  expect(await withdraw(pia)).toBe('withdrawn');
  expect(await withdraw(pia)).toBe('proposalUnknown');
  const { result } = await node('off').doOrPropose('withholdNumbers', request(), { account: pia, now });
  expect(result).toMatchObject({ ok: true, answer: { outcome: 'withheld' } });
});
