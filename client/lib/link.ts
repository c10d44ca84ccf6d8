import type { Refusal } from '../../protocol/refusals.ts';
import type { Readable } from './cell.ts';
import { createClock } from './clock.ts';
import { createClockSync } from './clock-sync.ts';
import { type BodyOf, createCommands, type Kinds, newCommandId, type Send } from './commands.ts';
import { type ConnectionState, createConnection } from './connection.ts';
import type { Conversation, NameIn, Pushes } from './conversation.ts';
import { browserTimers, type Timers } from './timers.ts';
import type { PushHandlers, Wire, WireListener } from './wire.ts';

/** The reactions of a client to the events of its link. */
type Hooks<C extends Conversation, P extends Pushes> = {
  readonly kinds: Kinds<C>;
  readonly pushes: Omit<PushHandlers<P>, 'goodbye'>;
  readonly onReply?: (reply: C[NameIn<C>]['reply']) => void;
  /** The wire is up; messages that wait for an answer have not been sent again yet. */
  readonly onUp?: () => void;
  readonly onDown?: () => void;
};
/** The sources of time, chance and ids; the browser's own by default. */
export type LinkOptions = {
  readonly timers?: Timers;
  readonly random?: () => number;
  readonly newId?: () => string;
};

export type Link<C extends Conversation> = {
  readonly connection: Readable<ConnectionState>;
  /** The number of attempts in a row to which the server has not answered a word. */
  readonly unheard: Readable<number>;
  /** The lead of the server's clock over the monotonic clock, in ms; tells of every correction (LIVE-2). */
  readonly clockOffset: Readable<number>;
  /** The server's present instant, in ms. */
  readonly serverNow: () => number;
  /** An instant that came with a push. */
  readonly hint: (serverNow: number) => void;
  /**
   * Sends a command or query; resolves to the reply, which may be a refusal, and never rejects. A command gets an id
   * and keeps it through every repetition, on this connection and the next ones (SAFE-1).
   */
  readonly send: Send<C>;
  readonly connect: () => void;
  /** Closes for good; `connect` opens again. Everything that waits for an answer gets `unanswered`. */
  readonly close: () => void;
  /** The page was shown or the network came back: reconnects without waiting, and looks at the clock again. */
  readonly wake: () => void;
};

/** Keeps one conversation with a server going: its connection, its clock, and its unanswered messages. */
export const createLink = <C extends Conversation, P extends Pushes>(
  wire: Wire<C, P>,
  { kinds, pushes, onReply, onUp, onDown }: Hooks<C, P>,
  { timers = browserTimers, random = Math.random, newId = newCommandId }: LinkOptions = {},
): Link<C> => {
  const clock = createClock(timers);
  const connection = createConnection({ wire, timers, random });
  let heard = Number.NEGATIVE_INFINITY;

  const commands = createCommands<C>({
    emit: wire.emit,
    kinds,
    timers,
    newId,
    onReply: ({ left, reply }) => {
      heard = timers.now();
      clock.roundTrip(left, heard, reply.now);
      onReply?.(reply);
    },
    // Nothing has come since the message left: the line is dead, which its own heartbeat would notice much later.
    onSilence: (left) => {
      if (heard >= left) return;
      down();
      connection.restart();
    },
  });
  const sync = createClockSync({ ask: () => commands.send('syncClock', {} as BodyOf<C, 'syncClock'>), timers });

  const down = (): void => {
    commands.onDown();
    sync.stop();
    onDown?.();
  };
  const hearing = Object.entries<(push: never) => void>(pushes).map(([name, handle]) => [
    name,
    (push: never): void => {
      heard = timers.now();
      handle(push);
    },
  ]);
  wire.listen({
    // Each handler under its own name again; the compiler cannot follow that through the entries.
    ...(Object.fromEntries(hearing) as PushHandlers<P>),
    up: () => {
      heard = timers.now();
      connection.onUp();
      onUp?.();
      commands.onUp();
      sync.start();
    },
    down: (refusal: Refusal | null) => {
      down();
      connection.onDown(refusal);
    },
    goodbye: (push: P['goodbye']) => {
      down();
      connection.onGoodbye(push);
    },
  } satisfies WireListener<P>);

  return {
    connection: connection.state,
    unheard: connection.unheard,
    clockOffset: clock.offset,
    serverNow: clock.now,
    hint: clock.hint,
    send: commands.send,
    connect: connection.open,
    close: () => {
      down();
      commands.close();
      connection.close();
    },
    wake: () => {
      connection.hurry();
      if (connection.state.get().stage === 'up') sync.start();
    },
  };
};
