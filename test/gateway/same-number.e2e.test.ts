import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Reply, RequestInput } from '../../protocol/select/client-to-server.ts';
import { type Applicant } from '../../verification/actors/applicant.ts';
import { keysOf } from '../../verification/actors/keys.ts';
import { sharedPeople, sharedServer } from '../support/shared.ts';

const CROWD = 500;
const TRIES = 20;

describe.each(['uws', 'ws'] as const)('a rush on one number, on %s', (engine) => {
  const server = sharedServer({
    engine,
    demoAccounts: CROWD,
    authority: { verifyIntervalSeconds: 0, tries: TRIES, captchaWork: 1_000 },
  });
  const people = sharedPeople(server);

  const prepare = async (applicant: Applicant): Promise<RequestInput<'verifyPlate'>> => {
    const layout = await applicant.openKeyboard();
    const captcha = await applicant.solve();
    return {
      id: randomUUID(),
      version: applicant.view.version,
      layout: layout.id,
      keys: keysOf(layout, '88BK8'),
      captcha,
    };
  };

  /** Sends it under its id until the server knows the answer: a busy one gives up its wait for Redis after some seconds. */
  const answered = async (
    applicant: Applicant,
    command: RequestInput<'verifyPlate'>,
  ): Promise<Reply<'verifyPlate'>> => {
    for (;;) {
      const reply = await applicant.send('verifyPlate', command);
      if (reply.ok || reply.refusal.code !== 'outcomeUnknown') return reply;
    }
  };

  test('P1, P2, COMP-6, SAFE-1 of 500 who ask at once, half of them twice, one holds it and each other pays one try', async () => {
    const crowd: { readonly applicant: Applicant; readonly command: RequestInput<'verifyPlate'> }[] = [];
    // In groups, so that nobody's arrival waits behind a hundred proofs of work.
    for (let i = 0; i < CROWD; i += 20) {
      const group = await Promise.all(Array.from({ length: 20 }, () => people.newcomer()));
      for (const applicant of group) crowd.push({ applicant, command: await prepare(applicant) });
    }

    const replies = await Promise.all(
      crowd.map(async ({ applicant, command }, i) => {
        const first = answered(applicant, command);
        const second = i % 2 === 0 ? answered(applicant, command) : first;
        return Promise.all([first, second]);
      }),
    );

    const outcomes = replies.map(([first]) => (first.ok ? first.answer.outcome : first.refusal.code));
    expect(outcomes.filter((outcome) => outcome === 'held')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'taken')).toHaveLength(CROWD - 1);
    for (const [first, second] of replies) expect(second).toEqual({ ...first, now: second.now });

    const views = await Promise.all(crowd.map(({ applicant }) => applicant.look()));
    for (const [i, view] of views.entries()) {
      if (outcomes[i] === 'held') expect(view).toMatchObject({ stage: 'holding', plate: '88BK8', triesLeft: 0 });
      else expect(view).toMatchObject({ stage: 'choosing', triesLeft: TRIES - 1 });
    }
    // What the node remembers is what the store has.
    const again = await Promise.all(crowd.slice(0, 20).map(({ applicant }) => people.again(applicant)));
    expect(again.map((each) => each.welcome.selection)).toEqual(views.slice(0, 20));
    const watcher = await people.watcher();
    await expect.poll(async () => (await watcher.carryOut('readPool', {})).free).toBe(47_999);
  });
});
