import { setTimeout as delay } from 'node:timers/promises';
import type { Fault, Findings, Play } from './fault.ts';
import { Stage } from './stage.ts';

/** The report of a played fault, as a line of JSON. */
export type Played = Findings & {
  readonly fault: string;
  readonly rounds: number;
  readonly seed: number;
  readonly held: boolean;
  readonly seconds: number;
};

/** A play that takes longer hangs, in ms: the base, for each round, and in all. */
const TIMEOUTS = { first: 180_000, round: 90_000, most: 6 * 3_600_000 };

/** Plays a fault, and closes everything that it opened. Never rejects: a fault that could not be played did not hold. */
export const playFault = async (fault: Fault, given: Omit<Play, 'stage'>): Promise<Played> => {
  const { rounds, seed } = given;
  const began = performance.now();
  const stages: Promise<Stage>[] = [];
  const stage: Play['stage'] = (options) => {
    const opening = Stage.open(options, given);
    stages.push(opening);
    return opening;
  };
  const patience = new AbortController();
  const longest = Math.min(TIMEOUTS.first + rounds * TIMEOUTS.round, TIMEOUTS.most);
  const tooLong = delay(longest, undefined, { signal: patience.signal }).then(
    () => unplayed(`it did not end within ${longest / 1_000} s`),
    () => unplayed('it was given up'),
  );
  const played = fault.play({ ...given, stage }).catch((error: unknown) => unplayed(causeOf(error)));
  const findings = await Promise.race([played, tooLong]);
  patience.abort();
  const problems = [...findings.problems];
  const broken = problems.length > 0;
  for (const each of await Promise.allSettled(stages)) {
    if (each.status === 'rejected') continue;
    const kept = await each.value.close(broken).catch((error: unknown) => void problems.push(causeOf(error)));
    if (kept !== undefined) given.note(`what was recorded is in ${kept}`);
  }
  const seconds = Math.round((performance.now() - began) / 100) / 10;
  return {
    fault: fault.name,
    rounds,
    seed,
    held: problems.length === 0,
    seconds,
    detail: findings.detail,
    problems,
  };
};

const unplayed = (problem: string): Findings => ({ problems: [problem], detail: {} });
const causeOf = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));
