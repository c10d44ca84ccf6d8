import type { Report } from './fault.ts';
import type { LineOf } from './format.ts';
import type { Replay } from './replay.ts';
import type { Effect } from './selection-state.ts';
import { stageAt } from './stages.ts';

type Viewed = LineOf<'viewed'>;
/** The version that a client knows of a selection, and the one that it shows. */
type Knows = { version: number; from: 'shown' | 'told'; viewed?: Viewed };

/**
 * Tracks which version of a selection each client knows: it never goes back to an older one, nor shows an older one than
 * it was answered (P9), and a client that stays to the end shows the last one (FLOW-4).
 */
export class Versions {
  readonly #replay: Replay;
  readonly #report: Report;
  readonly #known = new Map<string, Map<string, Knows>>();
  /** Clients that have left and shown nothing since. */
  readonly #gone = new Set<string>();
  readonly #settled = new Set<string>();

  constructor(replay: Replay, report: Report) {
    this.#replay = replay;
    this.#report = report;
  }

  viewed(viewed: Viewed): void {
    const { client, selection, version } = viewed;
    this.#gone.delete(client);
    const knows = this.#of(client, selection);
    if (version < knows.version) {
      const known = knows.from === 'told' ? `it was told of version ${knows.version}` : `version ${knows.version}`;
      this.#report('P9', `client ${client} showed version ${version} of ${selection} after ${known}`);
    }
    Object.assign(knows, { version, from: 'shown', viewed });
  }

  /** Takes in an answer that a client's command has made a version. */
  atLeast(client: string, selection: string, { offset }: Effect): void {
    const made = this.#replay.selections.get(selection)?.effects.findIndex((each) => each.offset === offset) ?? -1;
    const knows = this.#of(client, selection);
    if (made + 1 > knows.version) Object.assign(knows, { version: made + 1, from: 'told' });
  }

  left({ client }: LineOf<'left'>): void {
    if (!this.#settled.has(client)) this.#gone.add(client);
  }

  /** A client's view now is its final one, even if it leaves after that. */
  settled({ client }: LineOf<'settled'>): void {
    this.#settled.add(client);
  }

  /** After all lines were read, where clients write that they have left: a client that stayed shows the end. */
  end(now: number): void {
    for (const [client, selections] of this.#known) {
      if (this.#gone.has(client)) continue;
      for (const [selection, { viewed }] of selections) {
        const effects = this.#replay.selections.get(selection)?.effects ?? [];
        if (viewed === undefined) continue;
        const what = `client ${client} shows version ${viewed.version} of ${selection} in the end`;
        if (viewed.version < effects.length) {
          this.#report('FLOW-4', `${what}, and was not shown version ${effects.length}`);
          continue;
        }
        const last = effects.at(-1);
        const lapsed = last?.hold && this.#replay.lapsed.has(last.hold.token);
        const stage = stageAt(last?.record, now);
        // Where the clock went back, a record reads as live again.
        if (this.#replay.isSteady && lapsed === true && stage === 'choosing' && viewed.stage !== stage)
          this.#report('FLOW-4', `${what} as ${viewed.stage}, and was not shown that its hold has lapsed`);
      }
    }
  }

  #of(client: string, selection: string): Knows {
    const selections = this.#known.get(client) ?? new Map<string, Knows>();
    this.#known.set(client, selections);
    const knows = selections.get(selection) ?? { version: 0, from: 'shown' };
    selections.set(selection, knows);
    return knows;
  }
}
