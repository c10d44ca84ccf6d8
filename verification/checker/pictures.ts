import { append } from './append.ts';
import type { LineOf, RecordFacts } from './format.ts';
import { checkPatterns, PatternFigures } from './patterns.ts';
import { checkSettled } from './settled.ts';
import type { ClientParts } from './spans.ts';
import { checkViewed } from './viewed.ts';

type Shown = LineOf<'shown'>;

/**
 * Holds the counts of nodes and the pictures of clients against the events: a node applies every offset once and in order,
 * and counts the free numbers after it (P6, P7); a client moves a picture on only by the push that follows it (LIVE-3),
 * and never goes back to an older version of a selection (P9).
 */
export class Pictures {
  readonly #parts: ClientParts;
  readonly #followed = new Map<string, number>();
  readonly #shown = new Map<string, Shown>();
  /** Clients whose connection has ended and that have written no picture since: not every node's pictures can be told apart. */
  readonly #gone = new Set<string>();
  /** The free numbers in a node's pictures of the pool, by node and `seq`, and the client that showed each first. */
  readonly #facts = new Map<string, Map<number, Shown>>();
  /** The pictures of patterns that each client shows of one node's life, by client and node. */
  readonly #patterns = new Map<string, Shown[]>();

  constructor(parts: ClientParts) {
    this.#parts = parts;
  }

  followed({ node, how, offset, free }: LineOf<'followed'>): void {
    const { replay, report } = this.#parts;
    const last = this.#followed.get(node);
    const before = last === undefined ? 'nothing' : `event ${last}`;
    if (how === 'applied' && offset !== (last ?? -1) + 1)
      report('P6', `node ${node} applied event ${offset} after ${before}`);
    if (how === 'afresh' && offset < (last ?? 0))
      report('P7', `node ${node} starts afresh at event ${offset} after ${before}`);
    this.#followed.set(node, offset);
    const due = replay.freeAfter[offset];
    if (due === undefined) report('P7', `node ${node} follows event ${offset}, which the pool does not have`);
    else if (due !== free && !Number.isNaN(due))
      report('P7', `node ${node} counts ${free} free numbers after event ${offset} where there are ${due}`);
  }

  shown(shown: Shown): void {
    const { client, node, topic, seq, how, free } = shown;
    const { report } = this.#parts;
    this.#gone.delete(client);
    const key = `${client}\n${topic}`;
    const last = this.#shown.get(key);
    this.#shown.set(key, shown);
    const before = last === undefined ? 'no picture' : `picture ${last.seq} of node ${last.node}`;
    if (how === 'moved' && (last === undefined || last.node !== node || seq !== last.seq + 1))
      report(
        'LIVE-3',
        `client ${client} moved ${before} of ${topic} on by push ${seq} of node ${node}, and was told of no gap`,
      );
    if (topic !== 'pool') return append(this.#patterns, `${client}\n${node}`, shown);
    if (how === 'whole' && last?.node === node && seq < last.seq)
      report('LIVE-3', `client ${client} went back from ${before} of ${topic} to picture ${seq}`);
    const facts = this.#facts.get(node) ?? new Map<number, Shown>();
    this.#facts.set(node, facts);
    const first = facts.get(seq);
    if (first === undefined) facts.set(seq, shown);
    else if (first.free !== free) {
      const other = `client ${first.client} shows ${first.free}`;
      report('LIVE-3', `client ${client} shows ${free} free numbers in picture ${seq} of node ${node} where ${other}`);
    }
  }

  left({ client }: LineOf<'left'>): void {
    this.#gone.add(client);
  }

  /** A client's final picture is the last one that it was shown. */
  settled(settled: LineOf<'settled'>): void {
    const { client, topic, free } = settled;
    const { replay, versions, isWritten, report } = this.#parts;
    versions.settled(settled);
    const last = this.#shown.get(`${client}\n${topic}`);
    if (isWritten && last !== undefined && last.free !== free && !this.#gone.has(client)) {
      const said = `its picture ${last.seq} said ${last.free}`;
      report('LIVE-3', `client ${client} shows ${topic} in the end with ${free} free numbers, but ${said}`);
    }
    checkSettled(settled, replay.numbers, report);
  }

  viewed(viewed: LineOf<'viewed'>): void {
    const { client, selection, version } = viewed;
    const { replay, spans, versions, report } = this.#parts;
    versions.viewed(viewed);
    const effect = replay.selections.get(selection)?.effects[version - 1];
    if (effect !== undefined) {
      spans.learns(client, effect);
      const over = endShown(viewed, effect.record);
      const what = `client ${client} was shown version ${version} of ${selection} as ${viewed.stage}`;
      if (over !== undefined) spans.shownOver(client, over, what, viewed);
    }
    checkViewed(viewed, replay, report);
  }

  /** After all lines were read: a node's successive pictures are those of the pool, in its order (LIVE-1). */
  end(): void {
    const { replay, spans, report } = this.#parts;
    const { freeAfter } = replay;
    if (freeAfter.some(Number.isNaN)) return;
    const figures = new PatternFigures(replay);
    for (const shown of this.#patterns.values()) checkPatterns(shown, replay, figures.of, spans.uncertainty, report);
    for (const [node, facts] of this.#facts) {
      let offset = 0;
      for (const { client, seq, free } of [...facts.values()].toSorted((a, b) => a.seq - b.seq)) {
        const from = offset;
        while (offset < freeAfter.length && freeAfter[offset] !== free) offset += 1;
        if (offset < freeAfter.length) continue;
        const never = `which there never were after event ${from}`;
        report('LIVE-1', `client ${client} shows ${free} free numbers in picture ${seq} of node ${node}, ${never}`);
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
