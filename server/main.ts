import cluster from 'node:cluster';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import type { Prepared } from './compose.ts';
import { type Config, openingProblems, readConfig, SETTINGS } from './config.ts';
import { configWarnings } from './config-warnings.ts';
import { takeDataFolder } from './data-folder.ts';
import { projectRoot } from './project-root.ts';
import { startEmbeddedRedis } from './redis/embedded.ts';
import type { RedisTarget } from './redis/target.ts';
import { keepSecretKey } from './secret-key.ts';
import { endWithin, onShutdown } from './shutdown.ts';
import { ignoreStraySignals, outliveOutputs } from './signals.ts';
import { createLog, type Log } from './telemetry/log.ts';
import { openFilesLimit, tooFewFiles } from './telemetry/open-files.ts';
import type { EngineChoice, WorkerSetup } from './workers/messages.ts';
import { WorkerProcess } from './workers/worker-process.ts';

// The imports above are all that starting Redis needs; everything else loads while Redis reads its data.

ignoreStraySignals();
outliveOutputs();

// V8 collects all of memory when it has grown fourfold, instead of by a third: each collection delays keys by some 20
// ms, again and again for 0.2 s. A V8 without the option prints a warning and goes on.
setFlagsFromString('--heap-growing-percent=300');
// A key passes through many small functions. V8 inlines them up to this cumulative size; with its default of 920 a key
// costs 5 % more.
setFlagsFromString('--max-inlined-bytecode-size-cumulative=3000');

/** Everything to release, in the order in which it was taken; released in reverse. */
const taken: (() => Promise<void>)[] = [];
const letGo = async (): Promise<void> => {
  for (const release of taken.splice(0).toReversed()) await release();
};

/** A limit on open files that allows this many connections was set on purpose. */
const MANY = 10_000;

/** Opens the server, in this process alone or with workers under it. */
const start = async (config: Config): Promise<void> => {
  const log = createLog(config.logLevel);
  const few = tooFewFiles(await openFilesLimit(), Math.min(config.connectionsPerAddress, MANY));
  if (few !== undefined) log.warn(few);
  for (const warning of configWarnings(process.env, SETTINGS, config)) log.warn(warning);
  const version = String(JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')).version);
  const folder = await takeDataFolder(config.dataDir);
  taken.push(folder.release);
  const secret = config.secretKey ?? (await keepSecretKey(folder.path));
  let prepared: Promise<Prepared> | undefined;
  const reading = (): void => {
    if (config.workers > 1) return;
    prepared = loadServer().then(({ prepare }) => prepare());
    // The code that awaits it reports its failure.
    prepared.catch(() => undefined);
  };
  const redis = await takeRedis(config.redis, { folder, log, reading });
  const setup: WorkerSetup = { config, version, secret, redis };
  const { port, engine } =
    config.workers === 1 ? await serveAlone(setup, log, await prepared) : await serveByWorkers(setup, log);
  const { announcement } = await import('./announcement.ts');
  log.info({ port, engine: engine.name, why: engine.why, workers: config.workers }, 'open');
  process.stdout.write(announcement(config, port, engine.name));
};

/** The Redis of the settings, if it is fit for this; without one a Redis of this server's own. */
const takeRedis = async (
  given: RedisTarget | undefined,
  own: Parameters<typeof startEmbeddedRedis>[0],
): Promise<WorkerSetup['redis']> => {
  if (given !== undefined) {
    const { reachRedis } = await import('./redis/reach.ts');
    await reachRedis(given);
    return { target: given, embedded: false };
  }
  const { target, stop } = await startEmbeddedRedis(own);
  taken.push(stop);
  return { target, embedded: true };
};

type Open = { readonly port: number; readonly engine: EngineChoice };

/** Loads `compose` and its imports when needed, which is never in a supervisor of workers. */
const loadServer = () => import('./compose.ts');

const serveAlone = async (setup: WorkerSetup, log: Log, prepared?: Prepared): Promise<Open> => {
  const { compose } = await loadServer();
  const server = await compose({ ...setup, secret: Buffer.from(setup.secret), log, ...(prepared && { prepared }) });
  taken.push(server.close);
  return { port: await server.listen(), engine: server.engine };
};

const serveByWorkers = async (setup: WorkerSetup, log: Log): Promise<Open> => {
  const { config } = setup;
  const { claimPort } = await import('./workers/port-claim.ts');
  const { Supervisor } = await import('./workers/supervisor.ts');
  const claim = await claimPort(config.host, config.port);
  taken.push(claim.release);
  const { port } = claim;
  const supervisor = new Supervisor({
    setup: { ...setup, config: { ...config, port } },
    log,
    gaveUp: (problem) => {
      giveUp([problem]);
      shutDown();
    },
  });
  taken.push(() => supervisor.close());
  return { port, engine: await supervisor.open() };
};

/** A worker's whole life: the supervisor has opened everything it needs, and sends it where. */
const work = async (): Promise<void> => {
  const worker = await WorkerProcess.take();
  worker.answering({ stop: shutDown });
  const { setup, number } = worker;
  const log = createLog(setup.config.logLevel).child({ worker: number });
  try {
    const { compose } = await loadServer();
    const server = await compose({ ...setup, secret: Buffer.from(setup.secret), worker, log });
    taken.push(server.close);
    await server.listen();
    worker.serving(server.engine);
  } catch (error) {
    endWithin();
    await worker.failed(lineOf(error));
    throw error;
  }
};

const lineOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Prints one line for each problem, and sets an exit status for scripts. */
const giveUp = (problems: readonly string[]): void => {
  for (const problem of problems) process.stderr.write(`xuanhao: ${problem}\n`);
  process.exitCode = 1;
};

/** From now on, failures are effects of the shutdown. */
let ending = false;
const shutDown = onShutdown(async (error) => {
  ending = true;
  if (error !== undefined) process.stderr.write(`xuanhao: ${inspect(error)}\n`);
  await letGo();
});
try {
  const config = readConfig(process.env);
  const problems = 'problems' in config ? config.problems : openingProblems(config);
  if (cluster.isWorker) await work();
  else if ('problems' in config || problems.length > 0) {
    giveUp(problems);
    process.exit();
  } else await start(config);
} catch (error) {
  if (!ending) {
    if (cluster.isWorker) process.exitCode = 1;
    else giveUp([lineOf(error)]);
    endWithin();
    await letGo().catch(() => undefined);
    process.exit();
  }
}
