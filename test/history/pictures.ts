import type { Report } from './fault.ts';
import type { LineOf } from './format.ts';
import type { Replay } from './replay.ts';

/**
 * Holds what nodes count and clients show against the events: a node applies every offset once and in order, and says
 * what is free after it (P6, P7); a client moves a picture on only by the push that follows it (LIVE-3), and never
 * goes back to an older version of a selection (P9).
 */
export class Pictures {
  readonly #replay: Replay;
  readonly #report: Report;
  readonly #followed = new Map<string, number>();
  readonly #shown = new Map<string, LineOf<'shown'>>();
  /** What a node's picture of the pool with a number says is free, and who showed it first. */
  readonly #facts = new Map<string, LineOf<'shown'>>();
  readonly #versions = new Map<string, number>();

  constructor(replay: Replay, report: Report) {
    this.#replay = replay;
    this.#report = report;
  }

  followed({ node, how, offset, free }: LineOf<'followed'>): void {
    const last = this.#followed.get(node);
    if (how === 'applied' && offset !== (last ?? -1) + 1)
      this.#report(
        'P6',
        `node ${node} applied event ${offset} after ${last === undefined ? 'nothing' : `event ${last}`}`,
      );
    this.#followed.set(node, offset);
    const due = this.#replay.freeAfter[offset];
    if (due === undefined) this.#report('P7', `node ${node} follows event ${offset}, which the pool does not have`);
    else if (due !== free && !Number.isNaN(due))
      this.#report('P7', `node ${node} counts ${free} free numbers after event ${offset} where there are ${due}`);
  }

  shown(shown: LineOf<'shown'>): void {
    const { client, node, topic, seq, how, free } = shown;
    const last = this.#shown.get(client + topic);
    this.#shown.set(client + topic, shown);
    if (how === 'moved' && (last === undefined || last.node !== node || seq !== last.seq + 1)) {
      const before = last === undefined ? 'no picture' : `picture ${last.seq} of node ${last.node}`;
      this.#report(
        'LIVE-3',
        `client ${client} moved ${before} of ${topic} on by push ${seq} of node ${node}, and was told of no gap`,
      );
    }
    if (topic !== 'pool') return;
    const key = `${node} ${seq}`;
    const first = this.#facts.get(key);
    if (first === undefined) this.#facts.set(key, shown);
    else if (first.free !== free)
      this.#report(
        'LIVE-3',
        `client ${client} shows ${free} free numbers in picture ${seq} of node ${node} where client ${first.client} shows ${first.free}`,
      );
  }

  viewed({ client, selection, version, stage, triesLeft, drawsLeft }: LineOf<'viewed'>): void {
    const key = `${client} ${selection}`;
    const last = this.#versions.get(key) ?? 0;
    if (version < last)
      this.#report('P9', `client ${client} showed version ${version} of ${selection} after version ${last}`);
    this.#versions.set(key, version);
    if (version === 0) return;
    const record = this.#replay.selections.get(selection)?.effects[version - 1]?.record;
    const what = `client ${client} was shown version ${version} of ${selection}`;
    if (record === undefined) return this.#report('P9', `${what}, which no event made`);
    // A record that has lapsed, or whose ban is over, reads as choosing; one whose last day is over, as missed.
    const lapsed = stage === 'choosing' && (record.deadline !== undefined || record.stage === 'reserved');
    if (record.stage !== stage && !lapsed && !(stage === 'missed' && record.stage === 'reserved'))
      this.#report('P9', `${what} as ${stage}, but it is ${record.stage}`);
    else if (
      !(lapsed && record.stage === 'reserved') &&
      (record.triesLeft !== triesLeft || record.drawsLeft !== drawsLeft)
    )
      this.#report(
        'P2',
        `${what} with ${triesLeft} tries and ${drawsLeft} draws, but it has ${record.triesLeft} and ${record.drawsLeft}`,
      );
  }
}
