import { append } from './append.ts';
import type { Report } from './fault.ts';
import type { LineOf } from './format.ts';
import type { Op, Refusal } from './op.ts';
import type { Replay } from './replay.ts';
import type { Effect } from './selection-state.ts';
import { TOLERANCE } from './times.ts';
import type { Versions } from './versions.ts';

/** What the readers of the clients' lines share. */
export type ClientParts = {
  readonly replay: Replay;
  readonly spans: Spans;
  readonly versions: Versions;
  /** Whether clients write a line when they have left. */
  readonly isWritten: boolean;
  readonly report: Report;
};

/** A refusal, and until when it was judged at the latest: it came before this instant, and before the event after `last`. */
export type Refused = { readonly op: Op; readonly refusal: Refusal; until: number; last: number };
/** A view that shows something as over: that it was not yet is told with this. */
type Over = { readonly over: number; readonly says: string; until: number };
type When = Pick<LineOf<'asked'>, 'at' | 'after'>;
type Known = { readonly at: number; readonly offset: number };

/**
 * Narrows down when a refusal was judged, as far as a history tells. A client that writes its instants of asking and
 * being answered tells it itself. For any other, its answers and views happened before its next request, and its next
 * request is carried out after its answers.
 */
export class Spans {
  readonly #replay: Replay;
  readonly #uncertainty: number;
  /** The latest event that each client knows to have happened. */
  readonly #known = new Map<string, Known>();
  /** By client, from its first refusal on: every refusal, and every command that it asked first, in its own order. */
  readonly #order = new Map<string, (Refused | Over | Op)[]>();

  constructor(replay: Replay, { uncertainty = TOLERANCE }: LineOf<'pool'>) {
    this.#replay = replay;
    this.#uncertainty = uncertainty;
  }

  /** The earliest moment at which a command that a client sends now can be carried out. */
  begin(client: string, { at = Number.NEGATIVE_INFINITY, after = 0 }: When): Pick<Op, 'from' | 'first'> {
    const known = this.#known.get(client);
    const from = Math.max(at - this.#uncertainty, this.#replay.isSteady ? (known?.at ?? at) : at - this.#uncertainty);
    const happened = this.#replay.isSteady ? this.#replay.before(from) : 0;
    return { from, first: Math.max(after, known?.offset ?? 0, happened) };
  }

  /** Takes in a client's first request of a command. */
  asks(client: string, op: Op): void {
    this.#order.get(client)?.push(op);
  }

  /** Takes in an answer or view of a client that is true since an event. */
  learns(client: string, { at, offset }: Effect): void {
    const known = this.#known.get(client);
    if (known === undefined || known.offset < offset) this.#known.set(client, { at, offset });
  }

  refused(client: string, op: Op, refusal: Refusal, { at = Infinity, after = Infinity }: When): void {
    const until = at + this.#uncertainty;
    const last = Math.min(after, this.#replay.isSteady && at < Infinity ? this.#replay.before(until + 1) : Infinity);
    append(this.#order, client, { op, refusal, until, last });
  }

  /** Takes in a view of a client that shows a state as over which ends at an instant. */
  shownOver(client: string, over: number, says: string, { at = Infinity }: When): void {
    if (this.#replay.isSteady) append(this.#order, client, { over, says, until: at + this.#uncertainty });
  }

  get uncertainty(): number {
    return this.#uncertainty;
  }

  /** After all lines were read: every refusal and every shown end, with the latest that it can have been. */
  *all(): Generator<Refused | Over> {
    const { isSteady, offset } = this.#replay;
    for (const order of this.#order.values()) {
      let [until, last] = [Infinity, offset];
      for (const each of order.toReversed()) {
        if ('asked' in each) {
          if (each.effect === undefined || each.others !== undefined) continue;
          if (isSteady) until = Math.min(until, each.effect.at);
          last = Math.min(last, each.effect.offset - 1);
          continue;
        }
        each.until = Math.min(each.until, until);
        if ('refusal' in each) each.last = Math.min(each.last, last);
        yield each;
      }
    }
  }
}
