// @ts-check
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { programPath } from '../../scripts/programs.mjs';
import { ROOT, SetupProblem } from '../../scripts/project.mjs';

const MODULE = join(ROOT, 'load-tests/k6');
const PACKAGE = 'go.k6.io/k6/v2';

/** Thrown without a Go to build k6 with, or with one that is too old: the project itself is in order. */
export class NoGo extends Error {}

/**
 * The path of the k6 that `go.mod` and `go.sum` beside this file pin, built by Go where that has not been done yet.
 * `K6` names another one that is there already. Throws `NoGo`, or a SetupProblem of one line where building fails.
 */
export const ensureK6 = () => {
  const given = process.env['K6'];
  if (given) return given;
  const sums = createHash('sha256');
  for (const file of ['go.mod', 'go.sum']) sums.update(readFileSync(join(MODULE, file)));
  const folder = join(ROOT, '.cache/k6', sums.digest('hex').slice(0, 16));
  const k6 = join(folder, process.platform === 'win32' ? 'k6.exe' : 'k6');
  if (!existsSync(k6)) build(k6, folder);
  return k6;
};

/**
 * @param {string} k6
 * @param {string} folder
 */
const build = (k6, folder) => {
  const version = new RegExp(`${PACKAGE} (v\\S+)`).exec(readFileSync(join(MODULE, 'go.mod'), 'utf8'))?.[1];
  checkGo();
  console.log(`Building k6 ${version} with Go, once; one or two minutes where Go has nothing of it yet …`);
  const start = performance.now();
  mkdirSync(folder, { recursive: true });
  // Builds under a temporary name: two builds at once, or an interrupted one, leave no partial program.
  const unfinished = `${k6}.${process.pid}`;
  const { status, stderr } = go(['build', '-mod=readonly', '-trimpath', '-ldflags=-s -w', '-o', unfinished, PACKAGE]);
  if (status !== 0) throw new SetupProblem(`k6 could not be built. ${whyOf(stderr)}`);
  renameSync(unfinished, k6);
  console.log(`Built k6 in ${((performance.now() - start) / 1000).toFixed(1)} s`);
};

const checkGo = () => {
  const needed = /^go (\d+)\.(\d+)/m.exec(readFileSync(join(MODULE, 'go.mod'), 'utf8')) ?? [];
  const [, major, minor] = needed.map(Number);
  const wanted = `Go ${major}.${minor} or newer builds k6, which the load tests run in`;
  if (programPath('go') === undefined)
    throw new NoGo(`${wanted}, and there is no Go here. Install it, or name a k6 2 of yours by K6=/path/of/k6.`);
  // Runs inside the module, so that Go may fetch the toolchain that go.mod asks for.
  const { status, stdout, stderr } = go(['env', 'GOVERSION']);
  const [, hasMajor = 0, hasMinor = 0] = (/^go(\d+)\.(\d+)/.exec(stdout) ?? []).map(Number);
  if (status !== 0 || hasMajor * 1_000 + hasMinor < (major ?? 0) * 1_000 + (minor ?? 0))
    throw new NoGo(`${wanted}; the Go here is too old: ${lastLine(status === 0 ? stdout : stderr)}`);
};

/** @param {readonly string[]} args */
const go = (args) => {
  const { status, stdout, stderr } = spawnSync('go', args, { cwd: MODULE, encoding: 'utf8' });
  return { status, stdout: stdout ?? '', stderr: stderr ?? '' };
};

/**
 * What went wrong, in one line: a download that failed or what the compiler said.
 * @param {string} said
 */
const whyOf = (said) => {
  const isNews = (/** @type {string} */ line) => line.trim() !== '' && !line.startsWith('go: downloading');
  if (/checksum mismatch|SECURITY ERROR/.test(said)) return 'A Go module differs from its sum in load-tests/k6/go.sum.';
  if (/dial tcp|i\/o timeout|no such host|\b[45]\d\d [A-Z]|connection re|proxyconnect|TLS handshake/.test(said))
    return `Its Go modules could not be downloaded; is the Go module proxy within reach? ${said.split('\n').find(isNews)?.trim() ?? ''}`;
  return lastLine(said);
};

/** @param {string} text */
const lastLine = (text) => text.trim().split('\n').at(-1)?.trim() ?? '';
