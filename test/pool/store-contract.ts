import { describe, type TestAPI, test } from 'vitest';
import { audit } from './audit.ts';
import { blocksContract } from './contract/blocks.ts';
import { captchaContract } from './contract/captcha.ts';
import { banContract, collectionContract } from './contract/collection.ts';
import { commandContract } from './contract/command.ts';
import { crowdContract } from './contract/crowd.ts';
import { deadlineContract } from './contract/deadline.ts';
import { drawContract } from './contract/draw.ts';
import { eventsContract } from './contract/events.ts';
import { holdContract } from './contract/hold.ts';
import { keptContract } from './contract/kept.ts';
import { returnsContract } from './contract/returns.ts';
import { scheduleContract, withheldContract } from './contract/withheld.ts';
import { Harness, type Keeper } from './harness.ts';

/** A test that gets an empty pool, which is audited when the test is over. */
export type PoolTest = TestAPI<{ pool: Harness }>;

/** Proves every promise of `server/pool/store.ts` on one keeper of it; `open` gives an empty pool each time. */
export const describeStoreContract = (name: string, open: () => Promise<Keeper>): void => {
  const it: PoolTest = test.extend<{ pool: Harness }>({
    pool: async ({ task: _ }, use) => {
      const pool = new Harness(await open());
      await use(pool);
      await audit(pool);
    },
  });
  describe(name, () => {
    describe('a command', () => commandContract(it));
    describe('captcha', () => captchaContract(it));
    describe('hold', () => holdContract(it));
    describe('draw', () => drawContract(it));
    describe('confirm, release, reserve, note, remember', () => keptContract(it));
    describe('deadlines', () => deadlineContract(it));
    describe('collection', () => collectionContract(it));
    describe('bans', () => banContract(it));
    describe('numbers on their way back', () => returnsContract(it));
    describe('withheld numbers', () => withheldContract(it));
    describe('scheduled blocks', () => scheduleContract(it));
    describe('blocks and snapshot', () => blocksContract(it));
    describe('events', () => eventsContract(it));
    describe('many at once', () => crowdContract(it));
  });
};
