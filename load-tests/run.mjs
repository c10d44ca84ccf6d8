// @ts-check
// npm run load: plays thousands of people against a server, and checks that it keeps its promises.
import { parseArgs } from 'node:util';
import { build, isBuilt } from '../scripts/build-steps.mjs';
import { ensurePackages } from '../scripts/packages.mjs';
import { ensurePrograms, redisServer } from '../scripts/programs.mjs';
import { asCommand, SetupProblem } from '../scripts/project.mjs';
import { run } from '../scripts/run.mjs';
import { ensureK6, NoGo } from './k6/build-k6.mjs';
import { ensureOpenFiles } from './open-files.mjs';
import { startOwnServer } from './own-server.mjs';
import { restartWhenQuiet } from './restart-when-quiet.mjs';
import { COMMON_SETTINGS, SCENARIOS } from './scenarios.mjs';
import { openSlowProxy } from './slow-proxy.mjs';

const HELP = `npm run load -- <scenario> [options]

Scenarios (all: one after another):
${Object.entries(SCENARIOS)
  .map(([name, { proves }]) => `  ${name.padEnd(16)} ${proves}`)
  .join('\n')}

Options
  --size small|full   small takes seconds, full is what the server is meant for   (small)
  --url URL           a server that is already there, instead of one of our own; load-tests/README.md says what it needs
  --people N          how many people take part
  --groups N          k6's virtual users, among whom the people are shared out
  --seconds N         the length of the main part
  --rounds N          how often it is repeated, in scenarios that have rounds
  --first N           the first demo account that takes part                     (1)
  --allow CODE,CODE   refusals that do not fail the run, such as outcomeUnknown where a server is overloaded on purpose
  --workers N         WORKERS of our own server
  --local-ips RANGE   addresses to connect from, such as 127.0.0.2-127.0.0.9

The exit status is not zero where a check or a threshold fails.`;

/** @param {string | undefined} text @param {string} name */
const count = (text, name) => {
  if (text === undefined) return undefined;
  if (!/^[1-9]\d{0,6}$/.test(text)) throw new SetupProblem(`--${name} must be a whole number from 1 on`);
  return Number(text);
};

/** @param {string} text */
const addressOf = (text) => {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return new URL(text).origin;
  throw new SetupProblem('--url must look like http://127.0.0.1:9000');
};

/** @param {string[]} args */
const read = (args) => {
  const text = /** @type {const} */ ({ type: 'string' });
  const options = { size: text, url: text, people: text, groups: text, seconds: text, rounds: text, first: text };
  try {
    return parseArgs({
      args,
      options: { ...options, allow: text, workers: text, 'local-ips': text },
      allowPositionals: true,
    });
  } catch (error) {
    throw new SetupProblem(`${error instanceof Error ? error.message : String(error)}\n\n${HELP}`);
  }
};

/**
 * @param {string} name
 * @param {ReturnType<typeof read>['values']} given
 * @param {string} k6
 */
const play = async (name, given, k6) => {
  const scenario = SCENARIOS[name];
  const size = given.size ?? 'small';
  if (scenario === undefined || (size !== 'small' && size !== 'full')) throw new SetupProblem(HELP);
  const preset = scenario.sizes[size];
  const people = count(given.people, 'people') ?? preset.people;
  const plan = {
    people,
    groups: Math.min(count(given.groups, 'groups') ?? preset.groups, people),
    seconds: count(given.seconds, 'seconds') ?? preset.seconds ?? 0,
    rounds: count(given.rounds, 'rounds') ?? preset.rounds ?? 0,
    first: count(given.first, 'first') ?? 1,
    allows: given.allow?.split(',') ?? [],
  };
  ensureOpenFiles(people);
  console.log(`\n── ${name}, ${size}: ${scenario.proves}\n   ${JSON.stringify(plan)}`);
  const own =
    given.url === undefined
      ? await startOwnServer({
          DEMO_ACCOUNTS: String(plan.first + people - 1),
          // All people connect from one address, and each may ask for a captcha at the same time.
          CONNECTIONS_PER_ADDRESS: String(Math.max(20_000, 4 * people)),
          AUTHORITY_SETTINGS: JSON.stringify({ ...COMMON_SETTINGS, ...scenario.settings }),
          ...(given.workers === undefined ? {} : { WORKERS: given.workers }),
        })
      : undefined;
  const target = own?.url ?? addressOf(given.url ?? '');
  if (scenario.slow === true && target.startsWith('https:'))
    throw new SetupProblem(`${name} reads through a pipe of its own, and needs an address without TLS (http://…).`);
  const restarts = scenario.restarts === true && own !== undefined;
  const played = new AbortController();
  /** @type {Promise<void> | undefined} */
  let restarted;
  /** @type {Awaited<ReturnType<typeof openSlowProxy>> | undefined} */
  let proxy;
  try {
    proxy = scenario.slow === true ? await openSlowProxy(target, plan.seconds) : undefined;
    const env = JSON.stringify({ ...plan, restarts, url: target, slowUrl: proxy?.url ?? '' });
    const from = given['local-ips'] === undefined ? [] : ['--local-ips', given['local-ips']];
    // k6 sends no usage report, downloads nothing, and opens no port for remote control.
    const quiet = ['--no-usage-report', '--address', '', '--no-color'];
    const args = ['run', ...quiet, ...from, '-e', `PLAN=${env}`, `load-tests/k6/scenarios/${name}.ts`];
    if (restarts) restarted = restartWhenQuiet(own, people, played.signal);
    const status = await run(k6, args, { K6_AUTO_EXTENSION_RESOLUTION: 'false' });
    played.abort();
    await restarted;
    return status;
  } finally {
    proxy?.close();
    await own?.stop();
  }
};

await asCommand(async ({ mayInstall, args }) => {
  const { values, positionals } = read(args);
  const [wanted, ...more] = positionals;
  if (wanted === undefined) return console.log(HELP);
  if (more.length > 0 || (wanted !== 'all' && SCENARIOS[wanted] === undefined))
    throw new SetupProblem(`There is no scenario ${positionals.join(' ')}.\n\n${HELP}`);
  const names = wanted === 'all' ? Object.keys(SCENARIOS) : [wanted];
  let k6;
  try {
    k6 = ensureK6();
  } catch (error) {
    if (!(error instanceof NoGo)) throw error;
    return console.log(`Skipped the load tests: ${error.message}`);
  }
  await ensurePackages({ mayInstall, forDevelopment: !isBuilt() });
  if (values.url === undefined) await ensurePrograms({ mayInstall, needs: [redisServer] });
  if (values.url === undefined && !isBuilt()) await build();
  const failed = [];
  for (const name of names) if ((await play(name, values, k6)) !== 0) failed.push(name);
  if (names.length > 1 || failed.length > 0)
    console.log(failed.length === 0 ? '\nAll scenarios passed.' : `\nFailed: ${failed.join(', ')}`);
  process.exitCode = failed.length === 0 ? 0 : 1;
});
