import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { compose } from './compose.ts';
import { type Config, readConfig } from './config.ts';
import { takeDataFolder } from './data-folder.ts';
import { DEMO_DESK } from './desk/accounts.ts';
import { DEMO_PASS_PHRASE } from './identity/demo-accounts.ts';
import { projectRoot } from './project-root.ts';
import { startEmbeddedRedis } from './redis/embedded.ts';
import { keepSecretKey } from './secret-key.ts';
import { onShutdown } from './shutdown.ts';
import { createLog } from './telemetry/log.ts';

/** Everything that must be let go of, in the order in which it was taken; let go of backwards. */
const taken: (() => Promise<void>)[] = [];
const letGo = async (): Promise<void> => {
  for (const release of taken.splice(0).toReversed()) await release();
};

const start = async (config: Config): Promise<void> => {
  const log = createLog(config.logLevel);
  const version = String(JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')).version);
  const folder = await takeDataFolder(config.dataDir);
  taken.push(folder.release);
  const secret = Buffer.from(config.secretKey ?? (await keepSecretKey(folder.path)));
  const embedded = config.redisUrl === undefined ? await startEmbeddedRedis({ folder, log }) : undefined;
  if (embedded !== undefined) taken.push(embedded.stop);
  const target = embedded?.target ?? config.redisUrl ?? '';
  const redis = { target, embedded: embedded !== undefined };
  const server = await compose({ config, version, secret, redis, log });
  taken.push(server.close);
  const port = await server.listen();
  log.info({ port, engine: server.engine.name, why: server.engine.why }, 'open');
  process.stdout.write(announcement(config, port, server.engine.name));
};

const announcement = ({ host, authority, demoAccounts, dataDir }: Config, port: number, engine: string): string => {
  const address = `http://${host === '0.0.0.0' || host === '::' ? 'localhost' : host}:${port}`;
  const lines = [
    '',
    `  选号 Xuanhao is open: ${address}`,
    `  Pool ${authority.pool} (${authority.prefix}), open ${hoursOf(authority)}; engine ${engine}; data in ${dataDir}`,
    demoAccounts > 0
      ? `  Demo applicants: demo1 to demo${demoAccounts}, pass-phrase ${DEMO_PASS_PHRASE} （演示账号，均为虚构）`
      : '  No demo applicants (DEMO_ACCOUNTS=0).',
    demoAccounts > 0
      ? `  Desk ${address}/desk; demo desk: ${DEMO_DESK.clerk} and ${DEMO_DESK.manager}, pass-phrase ${DEMO_DESK.passPhrase}（演示窗口账号，任何人可用）`
      : `  Desk ${address}/desk; make its first manager by: npm run desk:manager -- <userName>`,
    `  Health ${address}/healthz   metrics ${address}/metrics   stop with Ctrl-C`,
    '',
  ];
  return `${lines.join('\n')}\n`;
};

const hoursOf = ({ hours, timeZone }: Config['authority']): string =>
  hours === 'always' ? 'round the clock' : `${hours.open} to ${hours.close} ${timeZone}`;

/** One line for each thing that is wrong, and a status that scripts can see. */
const giveUp = (problems: readonly string[]): void => {
  for (const problem of problems) process.stderr.write(`xuanhao: ${problem}\n`);
  process.exitCode = 1;
};

const config = readConfig(process.env);
if ('problems' in config) {
  giveUp(config.problems);
} else {
  onShutdown(async (error) => {
    if (error !== undefined) process.stderr.write(`xuanhao: ${inspect(error)}\n`);
    await letGo();
  });
  try {
    await start(config);
  } catch (error) {
    giveUp([error instanceof Error ? error.message : String(error)]);
    await letGo();
    process.exit();
  }
}
