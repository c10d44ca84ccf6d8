import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { poolId } from '../../protocol/ids.ts';
import { RedisPoolStore } from '../../server/pool/redis/store.ts';
import { projectRoot } from '../../server/project-root.ts';
import { openRedisClient } from '../../server/redis/client.ts';
import { TestServer } from '../../test/support/server.ts';
import { keysOf } from '../actors/keys.ts';
import { People } from '../actors/people.ts';
import { openHistoryFile } from './folder.ts';
import { eventLine, eventsOf, finalLines, poolLine } from './recording.ts';
import { Witness } from './witness.ts';

const CROWD = 24;
const ACTS = 8;
/** The witnesses read the clock of the machine on which Redis reads its own; each to the ms. */
const UNCERTAINTY = 2;
const authority = {
  hours: 'always' as const,
  verifyIntervalSeconds: 0.05,
  holdSeconds: 1,
  drawHoldSeconds: 1,
  // So long that on a busy machine a code is sent, read and entered in time.
  confirmSeconds: 5,
  codeResendSeconds: 0.05,
  captchaWork: 500,
};
/** So few that many ask for the same one. */
const wanted = ['11AK1', '12AK3', '34AK5', '56AK7'];

let server: TestServer;
let people: People;
let folder: string;

beforeAll(async () => {
  server = await TestServer.start({ engine: 'uws', authority });
  people = new People(server);
  folder = await mkdtemp(join(tmpdir(), 'xuanhao-history-'));
});
afterAll(async () => {
  people.leave();
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

/** One act that fits the present stage; by `dice`, some are sent twice, some go unheard, some wait for the deadline. */
const act = async (witness: Witness, dice: number): Promise<void> => {
  const { applicant } = witness;
  const { view } = applicant;
  const { version } = view;
  const times = dice % 4 === 0 ? 2 : 1;
  const answered = dice % 11 !== 0;
  switch (view.stage) {
    case 'choosing': {
      const captcha = await applicant.solve();
      if (dice % 2 === 0 || view.triesLeft === 0) {
        await witness.command('drawPlates', { version, captcha }, { times, answered });
        break;
      }
      const opened = await witness.command('openKeyboard', {});
      if (opened?.ok !== true) break;
      const { layout } = opened.answer;
      const plate = wanted[dice % wanted.length] ?? '';
      await delay(60);
      const body = { version: applicant.view.version, layout: layout.id, keys: keysOf(layout, plate), captcha };
      await witness.command('verifyPlate', body, { times, plate, answered });
      break;
    }
    case 'holding':
    case 'picking': {
      const { token } = view;
      if (dice % 3 === 0) await applicant.waitUntil(view.deadline);
      const plate = view.stage === 'holding' ? view.plate : (view.plates[0] ?? '');
      if (dice % 5 === 0) await witness.command('releaseHold', { version, token }, { times, answered });
      else await witness.command('confirmPlate', { version, token, plate }, { times, plate, answered });
      break;
    }
    case 'confirming': {
      const { token, plate } = view;
      if (dice % 3 === 0) await applicant.waitUntil(view.deadline);
      const sent = await witness.command('requestCode', { version, token });
      const code = sent?.ok === true && dice % 7 !== 0 ? await applicant.lastCode() : '000000';
      await witness.command('completeReservation', { version: applicant.view.version, token, code }, { times, plate });
      break;
    }
    default:
      await applicant.look();
  }
  if (!answered) await applicant.look();
};

test('P1 P2 P3 P4 P5 P6 SAFE-1 LIVE-3 what two dozen who compose, draw, lapse and send again are told is what was done', {
  timeout: 180_000,
}, async () => {
  const file = await openHistoryFile(folder, 'clients');
  const crowd = await Promise.all(
    Array.from({ length: CROWD }, async (_, i) => new Witness(await people.newcomer(), `client-${i}`, file.write)),
  );
  await Promise.all(
    crowd.map(async (witness, i) => {
      for (let nth = 0; nth < ACTS; nth += 1) await act(witness, i * 7 + nth * 5);
    }),
  );
  const log = pino({ level: 'silent' });
  const target = server.redis;
  const [commands, reads] = await Promise.all([
    openRedisClient({ target, role: 'commands', log }),
    openRedisClient({ target, role: 'blocking', log }),
  ]);
  const store = new RedisPoolStore(poolId.parse('tangshan-small'), { commands, reads });
  // Every countdown ends, so that nothing moves while the end is read.
  await expect.poll(async () => (await store.tally()).held).toBe(0);
  const { free } = await store.tally();
  await expect.poll(() => crowd.every((witness) => witness.free === free)).toBe(true);
  for (const witness of crowd) witness.settle();
  people.leave();
  await file.close();

  const { blocks } = await store.snapshot();
  const { settings } = server;
  const first = await openHistoryFile(folder, 'pool');
  first.write(poolLine(settings, blocks, { uncertainty: UNCERTAINTY }));
  const events = await openHistoryFile(folder, 'events');
  const seen = await eventsOf(store);
  for (const event of seen) events.write(eventLine(event));
  const final = await openHistoryFile(folder, 'final');
  const selections = new Set(seen.flatMap(({ selection }) => selection ?? []));
  for (const line of await finalLines(store, selections)) final.write(line);
  await Promise.all([first.close(), events.close(), final.close()]);
  for (const client of [commands, reads]) client.destroy();

  expect(new Set(seen.map(({ type }) => type))).toEqual(
    new Set([
      'blockOpened',
      'selectionNoted',
      'plateHeld',
      'tryUsed',
      'platesDrawn',
      'plateConfirmed',
      'holdReleased',
      'holdLapsed',
      'plateReserved',
    ]),
  );
  const check = ['--import', 'tsx', 'verification/checker/check.ts', folder];
  const { stdout } = await promisify(execFile)(process.execPath, check, { cwd: projectRoot });
  expect(stdout).toMatch(/^\d{3,} operations in \d+ lines, read in [\d.]+ s: every promise was kept\.\n$/);
});
