import type { Report } from './fault.ts';
import type { LineOf, RecordFacts } from './format.ts';
import { checkPatterns, PatternFigures } from './patterns.ts';
import type { Replay } from './replay.ts';
import { checkSettled } from './settled.ts';
import type { Spans } from './spans.ts';
import type { Versions } from './versions.ts';
import { checkViewed } from './viewed.ts';

type Shown = LineOf<'shown'>;

/**
 * Holds the counts of nodes and the pictures of clients against the events: a node applies every offset once and in order,
 * and counts the free numbers after it (P6, P7); a client moves a picture on only by the push that follows it (LIVE-3),
 * and never goes back to an older version of a selection (P9).
 */
export class Pictures {
  readonly #replay: Replay;
  readonly #spans: Spans;
  readonly #report: Report;
  readonly #followed = new Map<string, number>();
  readonly #shown = new Map<string, Shown>();
  /** The free numbers in a node's pictures of the pool, by node and `seq`, and the client that showed each first. */
  readonly #facts = new Map<string, Map<number, Shown>>();
  /** The pictures of patterns that each client shows of one node's life, by client and node. */
  readonly #patterns = new Map<string, Shown[]>();
  readonly #versions: Versions;
  readonly #isWritten: boolean;

  constructor(parts: { replay: Replay; spans: Spans; versions: Versions; isWritten: boolean; report: Report }) {
    this.#replay = parts.replay;
    this.#spans = parts.spans;
    this.#versions = parts.versions;
    this.#isWritten = parts.isWritten;
    this.#report = parts.report;
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
    if (topic !== 'pool') {
      const ofNode = `${client}\n${node}`;
      this.#patterns.set(ofNode, [...(this.#patterns.get(ofNode) ?? []), shown]);
      return;
    }
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

  /** A client's final picture is the last one that it was shown. */
  settled(settled: LineOf<'settled'>): void {
    const { client, topic, free } = settled;
    this.#versions.settled(settled);
    const last = this.#shown.get(`${client}\n${topic}`);
    if (this.#isWritten && last !== undefined && last.free !== free)
      this.#report(
        'LIVE-3',
        `client ${client} shows ${topic} in the end with ${free} free numbers, but its picture ${last.seq} said ${last.free}`,
      );
    checkSettled(settled, this.#replay.numbers, this.#report);
  }

  viewed(viewed: LineOf<'viewed'>): void {
    const { client, selection, version } = viewed;
    this.#versions.viewed(viewed);
    const effect = this.#replay.selections.get(selection)?.effects[version - 1];
    if (effect !== undefined) {
      this.#spans.learns(client, effect);
      const over = endShown(viewed, effect.record);
      const what = `client ${client} was shown version ${version} of ${selection} as ${viewed.stage}`;
      if (over !== undefined) this.#spans.shownOver(client, over, what, viewed);
    }
    checkViewed(viewed, this.#replay, this.#report);
  }

  /** After all lines were read: a node's successive pictures are those of the pool, in its order (LIVE-1). */
  end(): void {
    const { freeAfter } = this.#replay;
    if (freeAfter.some(Number.isNaN)) return;
    const figures = new PatternFigures(this.#replay);
    for (const shown of this.#patterns.values())
      checkPatterns(shown, this.#replay, figures.of, this.#spans.uncertainty, this.#report);
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

/** The end of a state that a view shows as over, by its record; undefined where it shows none. */
const endShown = ({ stage }: LineOf<'viewed'>, record: RecordFacts): number | undefined => {
  if (stage === record.stage) return undefined;
  if (stage === 'missed') return record.collectBy;
  return record.stage === 'reserved' ? record.bannedUntil : record.deadline;
};
