import { afterAll, beforeAll, expect, test } from 'vitest';
import { serial } from '../../protocol/plate.ts';
import { idNumberOf, mobileOf } from '../../verification/actors/citizens.ts';
import { DeskWorker } from '../../verification/actors/desk-worker.ts';
import { sharedServer } from '../support/shared.ts';

const server = sharedServer({ engine: 'uws', authority: { hours: 'always', secondPerson: 'required' } });
let clerk: DeskWorker;
let manager: DeskWorker;

const arrive = async () => {
  clerk = await DeskWorker.arrive(server.url, 'demo-clerk');
  manager = await DeskWorker.arrive(server.url, 'demo-manager');
};
const leave = () => {
  clerk.leave();
  manager.leave();
};
beforeAll(arrive);
afterAll(leave);

const waiting = async () => (await manager.does('listProposals', {})).proposals;
const numberOf = async (text: string) => (await manager.does('findSelection', { by: 'plate', text })).number;
const person = (n: number, mobile: string) => ({ name: '王小明', idNumber: idNumberOf(n), mobile });

test('ACCT-1 a first signing takes one person; a second one takes two, tells the old mobile, and stands in the trail with both', async () => {
  expect(await clerk.does('signPerson', person(61, mobileOf(61)))).toMatchObject({ outcome: 'signed', former: 'none' });
  // The first pass-phrase again, to the same mobile: nobody loses anything by it.
  expect(await clerk.does('signPerson', person(61, mobileOf(61)))).toMatchObject({ outcome: 'signed', renewed: true });
  const { now } = await manager.hears('countersMoved');
  expect(await clerk.does('signPerson', person(61, mobileOf(62)))).toMatchObject({ outcome: 'proposed' });
  await manager.hears('countersMoved', (moved) => moved.now > now && moved.proposals.open === 1);
  const [proposal] = await waiting();
  if (proposal === undefined) throw new Error('nothing is proposed');
  expect(proposal).toMatchObject({
    what: 'signPerson',
    by: 'demo-clerk',
    subject: '王*明 99**************' + idNumberOf(61).slice(-2),
    mobiles: { from: '199****0061', to: '199****0062' },
  });
  const lookUp = async () => (await clerk.does('findSelection', { by: 'number', text: idNumberOf(61) })).person;
  expect(await lookUp()).toMatchObject({ phone: '199****0061' });
  const { digest } = proposal;
  expect(await clerk.refused('confirmProposal', { proposal: proposal.proposal, digest })).toBe('secondPersonRequired');
  const redis = await server.redisClient();
  const everything = JSON.stringify(await redis.hGetAll('xuanhao:{desk}:proposals'));
  expect(everything).toContain(proposal.proposal);
  for (const secret of [idNumberOf(61), mobileOf(62), '王小明']) expect(everything).not.toContain(secret);
  // It survives a restart.
  leave();
  await server.restart();
  await arrive();
  const confirmed = await manager.does('confirmProposal', { proposal: proposal.proposal, digest });
  expect(confirmed).toMatchObject({ what: 'signPerson', done: { outcome: 'signed', renewed: true, former: 'sent' } });
  expect(await lookUp()).toMatchObject({ phone: '199****0062' });
  expect(await server.says('联系手机已变更')).toMatch(/在冀B 车管所窗口重新面签/);
  const { entries } = await manager.does('readAudit', {});
  expect(entries.find(({ what }) => what === 'confirmProposal')).toMatchObject({
    who: 'demo-manager',
    outcome: 'done',
    subject: expect.stringContaining('signPerson 王*明'),
    before: expect.stringContaining('"proposedBy":"demo-clerk"'),
  });
  expect(entries.find(({ what, outcome }) => what === 'signPerson' && outcome === 'proposed')).toMatchObject({
    who: 'demo-clerk',
  });
});

test('POOL-2 numbers are withheld and freed by two, also those of a block that is opened with some kept back', async () => {
  const plates = [serial.parse('12AC4')];
  const confirmOne = async () => {
    const [proposal] = await waiting();
    if (proposal === undefined) throw new Error('nothing is proposed');
    return (await clerk.does('confirmProposal', { proposal: proposal.proposal, digest: proposal.digest })).done;
  };
  const deed = { plates, reason: 'for the museum' };
  expect(await manager.does('withholdNumbers', deed)).toMatchObject({ outcome: 'proposed' });
  expect(await numberOf('12AC4')).toBe('free');
  expect(await waiting()).toMatchObject([{ plates, reason: deed.reason, subject: '1' }]);
  expect(await confirmOne()).toMatchObject({ outcome: 'withheld', withheld: plates });
  expect(await numberOf('12AC4')).toBe('withheld');
  expect(await manager.does('unwithholdNumbers', deed)).toMatchObject({ outcome: 'proposed' });
  expect(await numberOf('12AC4')).toBe('withheld');
  expect(await confirmOne()).toMatchObject({ outcome: 'freed', freed: plates });
  const block = { id: 'second', name: { zh: '加开', en: 'Another' }, positions: ['0', '0', 'C', 'A', '01'] };
  const kept = { block, withheld: [serial.parse('00CA0')] };
  expect(await manager.does('addBlock', kept)).toMatchObject({ outcome: 'proposed' });
  expect(await numberOf('00CA0')).toBe('notInPool');
  expect(await confirmOne()).toMatchObject({ outcome: 'opened', total: 2 });
  await expect.poll(() => numberOf('00CA0')).toBe('withheld');
  // Without any it takes one; and what is wrong is refused at once.
  expect(
    await manager.does('addBlock', { block: { ...block, id: 'third', positions: ['0', '0', 'D', 'A', '01'] } }),
  ).toMatchObject({ outcome: 'opened' });
  expect(await manager.refused('withholdNumbers', { ...deed, plates: ['55Z55'] })).toBe('numberNotInPool');
  expect(await waiting()).toEqual([]);
});

test('SAFE-3 a proposal is withdrawn by who made it, and a clerk’s proposal of a manager’s deed is none', async () => {
  await manager.does('withholdNumbers', { plates: ['12AC5'], reason: 'for the museum' });
  const [proposal] = await waiting();
  expect(await clerk.refused('withdrawProposal', { proposal: proposal?.proposal ?? '' })).toBe('notAllowed');
  await manager.does('withdrawProposal', { proposal: proposal?.proposal ?? '' });
  expect(await waiting()).toEqual([]);
  expect(await clerk.refused('withholdNumbers', { plates: ['12AC5'], reason: 'for a friend' })).toBe('notAllowed');
  expect(await waiting()).toEqual([]);
});
