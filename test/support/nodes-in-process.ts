import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import type { OwnerId, PoolId } from '../../protocol/ids.ts';
import { compose, type Server } from '../../server/compose.ts';
import { readConfig } from '../../server/config.ts';
import { AccountStore } from '../../server/identity/account-store.ts';
import { PersonalData } from '../../server/identity/personal-data.ts';
import { Sessions } from '../../server/identity/sessions.ts';
import { type SigningForm, SigningInPerson } from '../../server/identity/signing-in-person.ts';
import type { RedisClient } from '../../server/redis/client.ts';
import { openTestRedis } from './redis.ts';
import { TestGateway } from './sms.ts';

/** Nodes in the test's own process over one Redis, whose data the test reaches with the server's own classes. */
export type NodesInProcess = {
  readonly urls: readonly string[];
  readonly pool: PoolId;
  readonly redis: RedisClient;
  readonly personal: PersonalData;
  /** Their log, line by line. */
  readonly logged: readonly string[];
  /** Signs somebody in person, as a desk does; answers the pass-phrase that the message told, too. */
  readonly signInPerson: (form: SigningForm) => Promise<{ owner: OwnerId; userName: string; passPhrase: string }>;
  readonly stop: () => Promise<void>;
};

/** Opens so many, with three accounts of a demo; they close with `stop`. */
export const openNodesInProcess = async (count: number): Promise<NodesInProcess> => {
  const server = await openTestRedis();
  const folder = await mkdtemp(join(tmpdir(), 'xuanhao-nodes-'));
  const config = readConfig({
    PORT: '0',
    HOST: '127.0.0.1',
    DATA_DIR: folder,
    ENGINE: 'ws',
    REDIS_DURABILITY: 'none',
    DEMO_ACCOUNTS: '3',
    AUTHORITY_SETTINGS: JSON.stringify({ hours: 'always' }),
  });
  if ('problems' in config) throw new Error(config.problems.join());
  const secret = randomBytes(32);
  const logged: string[] = [];
  const log = pino({ level: 'trace' }, { write: (line: string) => void logged.push(line) });
  const target = { target: server.target, embedded: false };
  const nodes: Server[] = [];
  const urls: string[] = [];
  while (nodes.length < count) {
    const node = await compose({ config, version: '0.0.0', secret, redis: target, log });
    nodes.push(node);
    urls.push(`http://127.0.0.1:${await node.listen()}`);
  }

  const redis = await server.client();
  const personal = new PersonalData(secret);
  const accounts = new AccountStore(redis, personal);
  const gateway = new TestGateway();
  const signing = new SigningInPerson(accounts, new Sessions({ redis, accounts }), gateway, {
    desk: '冀B 车管所窗口',
    now: Date.now,
    timeAt: () => '2026-11-23 09:00:05',
    firstLifeMs: 7 * 86_400_000,
  });
  return {
    urls,
    pool: config.authority.pool,
    redis,
    personal,
    logged,
    signInPerson: async (form) => {
      const signed = await signing.sign(form);
      if (signed.outcome !== 'signed') throw new Error(signed.outcome);
      return { ...signed, passPhrase: /初始口令 ([\w-]+)/.exec(gateway.messages.at(-1)?.text ?? '')?.[1] ?? '' };
    },
    stop: async () => {
      await Promise.all(nodes.map((node) => node.close()));
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
};
