import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { makeCertificate } from '../support/certificate.ts';
import { temporaryFolder } from '../support/folder.ts';
import { runOperator } from '../support/operator-command.ts';
import { startServer } from '../support/server-process.ts';
import { startTcpRedis, startTcpRedisWith, type TcpRedis } from '../support/tcp-redis.ts';

/** A Redis before 7.0, which `npm run engines` brings. */
const OLD = process.env['OLD_REDIS'];

type Env = NodeJS.ProcessEnv;

const at = ({ port }: TcpRedis, scheme = 'redis'): Env => ({ REDIS_URL: `${scheme}://127.0.0.1:${port}` });
const aServer = (env: Env) =>
  startServer([process.execPath, '--import', 'tsx', 'server/main.ts'], { PORT: '0', HOST: '127.0.0.1', ...env });

/** A Redis that speaks TLS alone, with a certificate of no known authority. */
const tlsRedis = async (wantsCertificates: 'yes' | 'no') => {
  const tls = await makeCertificate(await temporaryFolder());
  return { tls, redis: await startTcpRedisWith({ tls }, '--tls-auth-clients', wantsCertificates) };
};

/** What keeps a server from opening, the code that it says, and a part of the sentence that helps. */
const refused: readonly (readonly [string, () => Promise<Env>, string, RegExp])[] = [
  [
    'HA-11 a node of a Cluster that has every slot',
    async () => {
      const redis = await startTcpRedis('--cluster-enabled', 'yes');
      await redis.cli('CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
      return at(redis);
    },
    'redisIsACluster',
    /name a Redis of its own/,
  ],
  ['HA-11 a Sentinel', async () => at(await startTcpRedis('--sentinel')), 'redisIsASentinel', /name the master/],
  [
    'HA-11 a replica that has the pool',
    async () => {
      const master = await startTcpRedis();
      const begun = await runOperator(['begin-pool', 'tangshan-small'], {
        ...at(master),
        DATA_DIR: await temporaryFolder(),
      });
      expect(begun.code).toBe(0);
      const replica = await startTcpRedis('--replicaof', `127.0.0.1 ${master.port}`);
      await expect
        .poll(() => replica.cli('INFO', 'replication'), { timeout: 30_000 })
        .toContain('master_link_status:up');
      return at(replica);
    },
    'redisIsAReplica',
    /its master is 127\.0\.0\.1:\d+/,
  ],
  [
    'HA-11 a certificate of a private authority that is not named',
    async () => at((await tlsRedis('no')).redis, 'rediss'),
    'redisNotReached',
    /self-signed certificate.*REDIS_CA/,
  ],
  [
    'HA-11 a client certificate that is wanted',
    async () => {
      const { tls, redis } = await tlsRedis('yes');
      return { ...at(redis, 'rediss'), REDIS_CA: tls.certFile };
    },
    'redisNotReached',
    /certificate required.*REDIS_CERT/,
  ],
  [
    'HA-11 TLS that is not asked for',
    async () => at((await tlsRedis('no')).redis),
    'redisNotReached',
    /perhaps it speaks TLS/,
  ],
  [
    'HA-11 a wrong password',
    async () => {
      const redis = await startTcpRedis('--requirepass', 'right');
      return { REDIS_URL: `redis://:wrong@127.0.0.1:${redis.port}` };
    },
    'redisNotReached',
    /WRONGPASS.*user or password/,
  ],
  [
    'HA-11 a password that cannot be read',
    async () => ({ REDIS_URL: 'redis://u:100%@host' }),
    'redisAddressWrong',
    /REDIS_URL .*%25/,
  ],
  ...(OLD === undefined
    ? []
    : [
        [
          'HA-16 a Redis 6.2',
          async () => at(await startTcpRedisWith({ program: OLD })),
          'redisTooOld',
          /Redis 6\.2\.\d+ is too old; 7\.0 or newer/,
        ] as const,
      ]),
  [
    'HA-11 an address that is none',
    async () => ({ REDIS_URL: 'localhost:6379' }),
    'redisAddressWrong',
    /REDIS_URL must look like/,
  ],
  ...['info', 'evalsha'].map((command): (typeof refused)[number] => [
    `HA-15 a user who may not ${command}`,
    async () => {
      const redis = await startTcpRedis();
      await redis.cli('ACL', 'SETUSER', 'xuanhao', 'on', '>secret', '~*', '&*', '+@all', `-${command}`);
      return { REDIS_URL: `redis://xuanhao:secret@127.0.0.1:${redis.port}` };
    },
    'redisForbids',
    new RegExp(`'${command}'`),
  ]),
  [
    'HA-11 CONFIG that is renamed away, whatever always declares',
    async () => at(await startTcpRedis('--rename-command', 'CONFIG', '""')),
    'durabilityUnknown',
    /REDIS_DURABILITY=provider/,
  ],
  [
    'HA-11 another secret than the first node has',
    async () => {
      const redis = await startTcpRedis();
      const first = aServer({ ...at(redis), DATA_DIR: await temporaryFolder(), LOG_LEVEL: 'info' });
      await first.says(/"port":\d+/);
      return at(redis);
    },
    'otherSecret',
    /the same SECRET_KEY/,
  ],
  [
    'HA-2 no pool, and no demo',
    async () => ({ ...at(await startTcpRedis()), DEMO_ACCOUNTS: '0', SMS_OUTBOX: 'log' }),
    'poolAbsent',
    /pool:begin -- tangshan-small/,
  ],
];

test.each(refused)(
  'F16 %s: one line that begins with its code, and status 1',
  { timeout: 120_000 },
  async (_, make, code, sentence) => {
    const server = aServer({ ...(await make()), DATA_DIR: await temporaryFolder() });
    expect(await server.exit).toBe(1);
    expect(server.said()).toMatch(new RegExp(`^xuanhao: ${code}: [^\\n]+\\n$`));
    expect(server.said()).toMatch(sentence);
  },
);

test('HA-11 what is declared and answered for opens: a provider’s durability, and a new secret where the old one is lost', {
  timeout: 180_000,
}, async () => {
  const redis = await startTcpRedis('--rename-command', 'CONFIG', '""');
  const env = { ...at(redis), REDIS_DURABILITY: 'provider', LOG_LEVEL: 'info', DATA_DIR: await temporaryFolder() };
  const first = aServer(env);
  await first.says(/CONFIG is refused/);
  await first.says(/"port":\d+/);
  first.child.kill('SIGTERM');
  expect(await first.exit).toBe(0);
  const renewed = { ...env, SECRET_KEY: randomBytes(32).toString('hex') };
  expect(await aServer(renewed).exit).toBe(1);
  expect(await runOperator(['accept-pool', '--new-secret'], renewed)).toMatchObject({ code: 0 });
  await aServer(renewed).says(/"port":\d+/);
  expect(await aServer(env).exit).toBe(1);
});
