import { expect, test } from 'vitest';
import { bearer, connectDesk, DeskWorker, deskToken } from '../../verification/actors/desk-worker.ts';
import { sharedServer } from '../support/shared.ts';

const server = sharedServer({ engine: 'uws', authority: { hours: 'always', deskIdleSeconds: 1 } });

test('ACCT-3 a desk that only looks on is sent away with a word, although figures are pushed to it and its clock is set', async () => {
  const token = await deskToken(server.url, 'demo-clerk');
  const clerk = await DeskWorker.connect(server.url, token);
  const looking = setInterval(() => void clerk.ask('syncClock', {}).catch(() => undefined), 200);
  await expect.poll(() => clerk.heard('goodbye')).toMatchObject([{ reason: 'idle', comeBack: false }]);
  clearInterval(looking);
  expect(clerk.heard('countersMoved').length).toBeGreaterThan(0);
  expect(await connectDesk(server.url, { token })).toMatchObject({ code: 'sessionEnded' });
  const asked = await fetch(`${server.url}/api/desk/session`, { headers: bearer(token) });
  expect(asked.status).toBe(204);
});
