import { Counter, Trend } from 'k6/metrics';
import type { RefusalCode } from '../../protocol/refusals.ts';
import { plan } from './plan.ts';

/** From a command's leaving to its reply, in whole ms; tagged with the command. */
export const answerMs = new Trend('answer_ms', true);
/** Connections that were not let in, or ended before the welcome. */
export const connectsFailed = new Counter('connects_failed');
/** People who finished their way. */
export const finished = new Counter('people_finished');
/** People whose way broke off for a reason that a scenario does not allow for. */
const broken = new Counter('people_broken');
const refused = new Counter('refusals');
const unexpected = new Counter('unexpected_refusals');
/** Faults of the server that a scenario watched for while it ran. */
const wrong = new Counter('promises_broken');

/** How many lines of each kind are printed; the counters count all of them. */
const MOST_PRINTED = 5;
const printed = new Map<string, number>();
const print = (kind: string, line: string): void => {
  const count = (printed.get(kind) ?? 0) + 1;
  printed.set(kind, count);
  if (count <= MOST_PRINTED) console.error(`${kind}: ${line}`);
};

/** Counts a refusal under its code; one that the scenario does not expect fails the run. */
export const countRefusal = (code: RefusalCode, command: string, expected: boolean): void => {
  refused.add(1, { code });
  if (expected || plan.allows.includes(code)) return;
  unexpected.add(1, { code });
  print('unexpected refusal', `${code}, to ${command}`);
};

/** Counts a person whose way broke off. */
export const countBroken = (who: string, error: unknown): void => {
  broken.add(1);
  print('broken off', `${who}: ${error instanceof Error ? error.message : String(error)}`);
};

/** Counts a fault where `holds` is false. */
export const promise = (holds: boolean, what: string): void => {
  if (holds) return;
  wrong.add(1);
  print('promise broken', what);
};

/**
 * k6's options of a scenario: each group's people once, with the thresholds that every scenario has, and its own.
 * @param terms.expected codes that belong to the scenario; the summary lists them with their counts
 */
export const optionsOf = (terms: {
  readonly thresholds: Record<string, readonly string[]>;
  readonly expected?: readonly RefusalCode[];
  /** The main part's length and everything around it, in s. */
  readonly within: number;
}): object => ({
  scenarios: {
    people: {
      executor: 'per-vu-iterations',
      vus: plan.groups,
      iterations: 1,
      maxDuration: `${terms.within}s`,
      gracefulStop: '1s',
    },
  },
  thresholds: {
    checks: ['rate==1'],
    people_finished: [`count==${plan.people}`],
    people_broken: ['count==0'],
    unexpected_refusals: ['count==0'],
    promises_broken: ['count==0'],
    ...Object.fromEntries(
      [...(terms.expected ?? []), ...plan.allows].map((code) => [`refusals{code:${code}}`, ['count>=0']]),
    ),
    ...terms.thresholds,
  },
  setupTimeout: '600s',
  teardownTimeout: '600s',
  batch: 64,
  batchPerHost: 64,
  noConnectionReuse: false,
  systemTags: ['check', 'name', 'status', 'method', 'error_code'],
  summaryTrendStats: ['count', 'med', 'p(95)', 'p(99)', 'max'],
});
