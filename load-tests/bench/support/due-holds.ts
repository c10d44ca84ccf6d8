import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import type { CaptchaId, CommandId, HoldToken, OwnerId, PoolId, SelectionId } from '../../../protocol/ids.ts';
import { tangshanFirstBlock } from '../../../server/authority/tangshan.ts';
import type { Address } from '../../../server/pool/block.ts';
import { openBlocks } from '../../../server/pool/opening.ts';
import { RedisPoolStore } from '../../../server/pool/redis/store.ts';
import { openRedisClient } from '../../../server/redis/client.ts';
import type { RedisTarget } from '../../../server/redis/target.ts';
import { inLanes } from '../../../verification/actors/lanes.ts';
import { onEnd } from './ending.ts';

const AT_ONCE = 500;
const log = pino({ level: 'silent' });
const idOf = (length: number): string => randomUUID().replaceAll('-', '').slice(0, length);

/** Opens the store of a pool with the demo's block, as another node does; `close` ends its connections. */
export const openPool = async (
  redis: RedisTarget,
  pool: string,
): Promise<{ store: RedisPoolStore; close: () => void }> => {
  const clients = await Promise.all([0, 1].map(() => openRedisClient({ target: redis, role: 'queue', log })));
  const [commands, reads] = clients;
  if (commands === undefined || reads === undefined) throw new Error('no connection');
  const store = new RedisPoolStore(pool as PoolId, { commands, reads });
  await openBlocks(store, [tangshanFirstBlock]);
  await store.snapshot();
  const close = (): void => {
    for (const client of clients) if (client.isOpen) client.destroy();
  };
  onEnd(async () => close());
  return { store, close };
};

/** Holds `count` numbers from address 0 on, each for a selection of its own, all until one deadline. */
export const holdAll = async (store: RedisPoolStore, count: number, deadline: number): Promise<void> => {
  const hold = async (i: number): Promise<void> => {
    const selection = idOf(20) as SelectionId;
    const captcha = idOf(22) as CaptchaId;
    await store.issueCaptcha({ selection, id: captcha, digest: 'right', issuedAt: 0, expiresAt: deadline });
    const token = idOf(22) as HoldToken;
    const record = { stage: 'holding', triesLeft: 0, drawsLeft: 10, round: 1, verifyFrom: null, token, deadline };
    const result = await store.hold({
      selection,
      owner: selection as string as OwnerId,
      id: idOf(32) as CommandId,
      digest: 'digest',
      version: 0,
      from: 0,
      until: deadline,
      notAfter: deadline,
      returnAfter: 0,
      shownFor: 0,
      captchaFrom: 0,
      captcha: { id: captcha, digest: null },
      address: i as Address,
      token,
      deadline,
      ifHeld: { record: JSON.stringify(record), answer: '{}' },
      ifTaken: { record: '{}', answer: '{}' },
    });
    if (result.status !== 'done' || result.outcome !== 'held') throw new Error(`not held: ${JSON.stringify(result)}`);
  };
  await inLanes({ count, lanes: AT_ONCE }, hold);
};
