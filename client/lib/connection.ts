import type { Refusal } from '../../protocol/refusals.ts';
import { type Cell, cell, type Readable } from './cell.ts';
import type { AnyGoodbye } from './conversation.ts';
import type { Timers } from './timers.ts';
import type { Wire } from './wire.ts';

/**
 * `lost` comes back by itself; `ended` does not: the server said so, or it was closed here (`reason` null).
 */
export type ConnectionState =
  | { readonly stage: 'connecting' | 'up' | 'lost' }
  | { readonly stage: 'ended'; readonly reason: AnyGoodbye['reason'] | Refusal | null };

/** The first span and the longest, in ms; a wait is drawn from all but the first quarter of its span. */
const SHORTEST = 800;
const LONGEST = 5_000;

export type Connection = {
  readonly state: Cell<ConnectionState>;
  /** The number of attempts in a row to which the server has not answered a word. */
  readonly unheard: Readable<number>;
  readonly open: () => void;
  readonly close: () => void;
  /** Breaks the connection and makes a new one at once. */
  readonly restart: () => void;
  /** If a wait is going on, ends it: the network has just come back. */
  readonly hurry: () => void;
  readonly onUp: () => void;
  readonly onDown: (refusal: Refusal | null) => void;
  readonly onGoodbye: (goodbye: AnyGoodbye) => void;
};

type Parts = {
  readonly wire: Pick<Wire, 'open' | 'close'>;
  readonly timers: Timers;
  /** From 0 on, below 1. */
  readonly random: () => number;
};

/**
 * Keeps one wire up. After a loss it reconnects with growing, scattered waits, so that the clients of a fallen server do
 * not come back in step. A goodbye tells whether and when to come back.
 */
export const createConnection = ({ wire, timers, random }: Parts): Connection => {
  const state: Cell<ConnectionState> = cell<ConnectionState>({ stage: 'ended', reason: null });
  const unheard = cell(0);
  let failures = 0;
  /** Ends the wait that is going on, if one is. */
  let callOff: (() => void) | undefined;
  const stopWaiting = (): void => {
    callOff?.();
    callOff = undefined;
  };

  const open = (stage: 'connecting' | 'lost'): void => {
    stopWaiting();
    if (state.get().stage !== stage) state.set({ stage });
    wire.open();
  };
  const wait = (ms: number): void => {
    stopWaiting();
    if (state.get().stage !== 'lost') state.set({ stage: 'lost' });
    callOff = timers.after(ms, () => open('lost'));
  };
  const end = (reason: AnyGoodbye['reason'] | Refusal | null): void => {
    stopWaiting();
    wire.close();
    state.set({ stage: 'ended', reason });
  };

  return {
    state,
    unheard,
    open: () => {
      if (state.get().stage === 'ended') open('connecting');
    },
    close: () => end(null),
    restart: () => {
      if (state.get().stage === 'ended') return;
      wire.close();
      open('lost');
    },
    hurry: () => {
      if (callOff !== undefined) open('lost');
    },
    onUp: () => {
      failures = 0;
      unheard.set(0);
      state.set({ stage: 'up' });
    },
    onDown: (refusal) => {
      if (state.get().stage === 'ended') return;
      unheard.set(refusal === null ? unheard.get() + 1 : 0);
      if (refusal !== null && refusal.retry !== 'later' && refusal.retry !== 'now') return end(refusal);
      // A refusal for `later` means too many clients: there is no hurry.
      const span = refusal?.retry === 'later' ? LONGEST : Math.min(LONGEST, SHORTEST * 2 ** failures);
      failures += 1;
      wait(span * (0.25 + 0.75 * random()));
    },
    onGoodbye: ({ reason, comeBack, afterMs }) => {
      if (!comeBack) return end(reason);
      wire.close();
      wait(afterMs + random() * Math.max(afterMs, 1_000));
    },
  };
};
