import type { Report } from './fault.ts';
import type { LineOf } from './format.ts';
import type { Replay } from './replay.ts';
import type { Spans } from './spans.ts';
import { checkViewed } from './viewed.ts';

type Shown = LineOf<'shown'>;

/**
 * Holds what nodes count and clients show against the events: a node applies every offset once and in order, and says
 * what is free after it (P6, P7); a client moves a picture on only by the push that follows it (LIVE-3), and never
 * goes back to an older version of a selection (P9).
 */
export class Pictures {
  readonly #replay: Replay;
  readonly #spans: Spans;
  readonly #report: Report;
  readonly #followed = new Map<string, number>();
  readonly #shown = new Map<string, Shown>();
  /** What a node's pictures of the pool say is free, by node and number, and who showed each first. */
  readonly #facts = new Map<string, Map<number, Shown>>();
  readonly #versions = new Map<string, number>();

  constructor(replay: Replay, spans: Spans, report: Report) {
    this.#replay = replay;
    this.#spans = spans;
    this.#report = report;
  }

  followed({ node, how, offset, free }: LineOf<'followed'>): void {
    const last = this.#followed.get(node);
    if (how === 'applied' && offset !== (last ?? -1) + 1)
      this.#report(
        'P6',
        `node ${node} applied event ${offset} after ${last === undefined ? 'nothing' : `event ${last}`}`,
      );
    if (how === 'afresh' && offset < (last ?? 0))
      this.#report('P7', `node ${node} starts afresh at event ${offset} after event ${last}`);
    this.#followed.set(node, offset);
    const due = this.#replay.freeAfter[offset];
    if (due === undefined) this.#report('P7', `node ${node} follows event ${offset}, which the pool does not have`);
    else if (due !== free && !Number.isNaN(due))
      this.#report('P7', `node ${node} counts ${free} free numbers after event ${offset} where there are ${due}`);
  }

  shown(shown: Shown): void {
    const { client, node, topic, seq, how, free } = shown;
    const key = `${client}\n${topic}`;
    const last = this.#shown.get(key);
    this.#shown.set(key, shown);
    const before = last === undefined ? 'no picture' : `picture ${last.seq} of node ${last.node}`;
    if (how === 'moved' && (last === undefined || last.node !== node || seq !== last.seq + 1))
      this.#report(
        'LIVE-3',
        `client ${client} moved ${before} of ${topic} on by push ${seq} of node ${node}, and was told of no gap`,
      );
    if (topic !== 'pool') return;
    if (how === 'whole' && last?.node === node && seq < last.seq)
      this.#report('LIVE-3', `client ${client} went back from ${before} of ${topic} to picture ${seq}`);
    const facts = this.#facts.get(node) ?? new Map<number, Shown>();
    this.#facts.set(node, facts);
    const first = facts.get(seq);
    if (first === undefined) facts.set(seq, shown);
    else if (first.free !== free)
      this.#report(
        'LIVE-3',
        `client ${client} shows ${free} free numbers in picture ${seq} of node ${node} where client ${first.client} shows ${first.free}`,
      );
  }

  viewed(viewed: LineOf<'viewed'>): void {
    const { client, selection, version } = viewed;
    const key = `${client}\n${selection}`;
    const last = this.#versions.get(key) ?? 0;
    if (version < last)
      this.#report('P9', `client ${client} showed version ${version} of ${selection} after version ${last}`);
    this.#versions.set(key, version);
    const effect = this.#replay.selections.get(selection)?.effects[version - 1];
    if (effect !== undefined) this.#spans.learns(client, effect);
    checkViewed(viewed, this.#replay, this.#report);
  }

  /** When everything was read: a node's pictures one after the other are those of the pool, in its order (LIVE-1). */
  end(): void {
    const { freeAfter } = this.#replay;
    if (freeAfter.some(Number.isNaN)) return;
    for (const [node, facts] of this.#facts) {
      let offset = 0;
      for (const { client, seq, free } of [...facts.values()].toSorted((a, b) => a.seq - b.seq)) {
        const from = offset;
        while (offset < freeAfter.length && freeAfter[offset] !== free) offset += 1;
        if (offset < freeAfter.length) continue;
        this.#report(
          'LIVE-1',
          `client ${client} shows ${free} free numbers in picture ${seq} of node ${node}, which there never were after event ${from}`,
        );
        break;
      }
    }
  }
}
