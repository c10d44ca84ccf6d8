/** Counts of the answers, by code; and the violations, of which the first few are kept. */
export class Tally {
  readonly answers: Record<string, number> = {};
  readonly failures: string[] = [];
  tried = 0;

  count(word: string, many = 1): void {
    this.answers[word] = (this.answers[word] ?? 0) + many;
  }

  fail(says: string): void {
    this.count('failed');
    if (this.failures.length < MOST) this.failures.push(says.length > LONGEST ? `${says.slice(0, LONGEST)}…` : says);
  }

  /** Whether so much has failed that going on shows nothing more. */
  get isHopeless(): boolean {
    return this.failures.length >= MOST;
  }
}

const MOST = 10;
const LONGEST = 2_000;
