import { expect, test } from 'vitest';
import { arrive } from '../../verification/actors/applicant.ts';
import { DeskWorker } from '../../verification/actors/desk-worker.ts';
import { endLastDay } from '../support/last-day.ts';
import { sharedServer } from '../support/shared.ts';

const DAY = 86_400_000;
const server = sharedServer({
  engine: 'uws',
  authority: { hours: 'always', verifyIntervalSeconds: 0.1, codeResendSeconds: 0.1 },
});

/** The names of the jobs that wait for a last day to end. */
const jobs = async (): Promise<string[]> =>
  (await server.redisClient()).zRange('xuanhao:{tangshan-small}:bull:missed-tangshan-small:delayed', 0, -1);

test('DONE-4 a reservation has its job; what was missed during a week of downtime is dealt with at the next start', async () => {
  const [anna, boris] = [await arrive(server.url, 'demo1'), await arrive(server.url, 'demo2')];
  for (const [applicant, plate] of [
    [anna, '12AC4'],
    [boris, '12AC5'],
  ] as const) {
    await applicant.reserve(plate);
    applicant.leave();
  }
  // One for both: they have the same last day.
  await expect.poll(jobs).toEqual([expect.stringMatching(/^end-\d{13}$/)]);
  await server.kill9();
  await endLastDay(server.redis, anna.view.id, Date.now() - 7 * DAY);
  await server.start();

  const clerk = await DeskWorker.arrive(server.url, 'demo-manager');
  const numberOf = async (text: string) => (await clerk.does('findSelection', { by: 'plate', text })).number;
  expect(await numberOf('12AC4')).toBe('free');
  expect(await numberOf('12AC5')).toBe('reserved');
  const { bans } = await clerk.does('listBans', { from: 0 });
  expect(bans.map(({ person }) => person?.userName)).toEqual(['demo1']);
  clerk.leave();
  const again = await arrive(server.url, 'demo1');
  expect(again.view).toMatchObject({ stage: 'missed', plate: '12AC4' });
  again.leave();
});
