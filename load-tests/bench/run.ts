import { bars, isMet, shown } from './bars.ts';
import { benches } from './benches.ts';
import type { Bench, Measure } from './measure.ts';
import { endAll, endAllOnSignals } from './support/ending.ts';
import { pinSelf, pins } from './support/pins.ts';
import { quick } from './support/size.ts';

/**
 * `npm run bench [-- name…]`: one line of JSON per figure on standard output, progress on standard error. `--list`
 * names the figures and their bars; `--quick` measures less of everything, to see whether it works.
 * `BENCH_SERVER_FLAGS` are Node's options for the server that is measured, such as `--cpu-prof`.
 * Ends with 1 where a figure could not be measured; a missed bar is a result.
 */
const TIMEOUT_MS = 120_000;

const say = (line: string): void => void process.stderr.write(`${line}\n`);

const list = (): void => {
  const names = benches.flatMap((bench) => bench.names);
  for (const name of names) {
    const bar = bars[name];
    process.stdout.write(bar === undefined ? `${name}\n` : `${name}  ${shown(bar)}  ${bar.what}\n`);
  }
};

const lineOf = ({ name, value, unit, detail }: Measure): string => {
  const bar = bars[name];
  const judged = bar === undefined ? {} : { bar: shown(bar), met: isMet(bar, value) };
  const rounded = Number(value.toPrecision(4));
  const around = { pins, node: process.version, ...(quick ? { quick } : {}) };
  return JSON.stringify({ name, value: rounded, unit, detail: { ...judged, ...detail, ...around } });
};

/** Runs one bench; ends everything that it started afterwards, and makes it fail where that is too late. */
const measure = async (bench: Bench): Promise<readonly Measure[]> => {
  const { patience = TIMEOUT_MS } = bench;
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    void endAll();
  }, patience);
  try {
    return await bench.run((line) => say(`  ${line}`));
  } catch (error) {
    throw late ? new Error(`not measured within ${patience / 1_000} s`, { cause: error }) : error;
  } finally {
    clearTimeout(timer);
    await endAll();
  }
};

const wanted = process.argv.slice(2).filter((arg) => !arg.startsWith('--'));
const isWanted = (name: string): boolean => wanted.length === 0 || wanted.includes(name);
const isDue = ({ names, onlyByName = false }: Bench): boolean =>
  names.some((name) => (onlyByName ? wanted.includes(name) : isWanted(name)));
const unknown = wanted.filter((name) => !benches.some(({ names }) => names.includes(name)));

if (process.argv.includes('--list')) {
  list();
} else if (unknown.length > 0) {
  say(`no such figure: ${unknown.join(', ')}; npm run bench -- --list names them`);
  process.exitCode = 1;
} else {
  endAllOnSignals();
  pinSelf();
  for (const bench of benches.filter(isDue)) {
    say(bench.names.join(', '));
    try {
      for (const each of await measure(bench)) if (isWanted(each.name)) process.stdout.write(`${lineOf(each)}\n`);
    } catch (error) {
      say(`  ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      process.exitCode = 1;
    }
  }
}
