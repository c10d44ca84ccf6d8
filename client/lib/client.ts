import type { CommandName } from '../../protocol/client-to-server.ts';
import type { KeyboardLayout, TypedKeys } from '../../protocol/keyboard.ts';
import type { PatternPicture } from '../../protocol/pattern-picture.ts';
import type { PoolPicture } from '../../protocol/pool-picture.ts';
import type { Refusal } from '../../protocol/refusals.ts';
import type { SelectionView } from '../../protocol/selection-view.ts';
import { PROTOCOL_VERSION } from '../../protocol/version.ts';
import { cell, type Readable } from './cell.ts';
import { createClock } from './clock.ts';
import { createClockSync } from './clock-sync.ts';
import { createCommands, type RequestBody, type Sent } from './commands.ts';
import { type ConnectionState, createConnection } from './connection.ts';
import { createPatternFeed } from './pattern-feed.ts';
import { createPoolFeed } from './pool-feed.ts';
import { createSelectionFeed } from './selection-feed.ts';
import type { Wire, WireListener } from './wire.ts';

export type SelectClient = {
  readonly connection: Readable<ConnectionState>;
  readonly pool: Readable<PoolPicture | null>;
  readonly pattern: Readable<PatternPicture | null>;
  readonly selection: Readable<SelectionView | null>;
  /** True once the server speaks another version of the wire than this client: it must be loaded anew. */
  readonly outdated: Readable<boolean>;
  /** What to add to `performance.now()` for the server's clock; tells of every correction (LIVE-2). */
  readonly clockOffset: Readable<number>;
  /** The server's present instant, in ms. */
  readonly serverNow: () => number;
  readonly connect: () => void;
  /** Closes for good; `connect` opens again. Everything that waits for an answer gets `unanswered`. */
  readonly close: () => void;
  /** Comes back as someone else: after signing in or out. */
  readonly reconnect: () => void;
  /** The page was shown or the network came back: reconnects without waiting, and looks at the clock again. */
  readonly wake: () => void;
  /**
   * Sends a command or query; resolves with the reply, which may be a refusal, and never rejects. A command gets an
   * id and keeps it through every repetition, on this connection and the next ones (SAFE-1).
   */
  readonly send: <N extends CommandName>(name: N, body: RequestBody<N>) => Promise<Sent<N>>;
  /** Types a whole pattern; `pattern` follows it from then on. Gives the refusal, if there is one. */
  readonly type: (layout: KeyboardLayout, keys: TypedKeys) => Promise<Refusal | null>;
  readonly stopTyping: () => void;
};
type Options = { readonly ticks?: () => number; readonly random?: () => number };

/** A client of `/select` over a wire. It holds what the server says, and never guesses what it did not say. */
export const createClient = (wire: Wire, { ticks, random }: Options = {}): SelectClient => {
  const clock = createClock(ticks);
  const connection = createConnection(wire, random);
  const selection = createSelectionFeed();
  const outdated = cell(false);
  let heard = Number.NEGATIVE_INFINITY;

  const commands = createCommands(wire, {
    ticks: clock.ticks,
    onReply: ({ left, reply }) => {
      heard = clock.ticks();
      clock.roundTrip(left, heard, reply.now);
      if (reply.selection !== undefined) selection.onView(reply.selection);
    },
    // Not a word since it left: the line is dead, and its own heartbeat would notice only much later.
    onSilence: (left) => {
      if (heard >= left) return;
      down();
      connection.restart();
    },
  });
  const sync = createClockSync(() => commands.send('syncClock', {}));
  const pool = createPoolFeed(async () => {
    const reply = await commands.send('readPool', {});
    return reply !== 'unanswered' && reply.ok ? reply.answer : null;
  });
  const pattern = createPatternFeed(async (layout, keys, abandon) => {
    const reply = await commands.send('typePattern', { layout: layout.id, keys }, abandon);
    if (reply === 'unanswered') return reply;
    return reply.ok ? reply.answer : reply.refusal;
  });

  const down = (): void => {
    commands.onDown();
    sync.stop();
    pool.onDown();
  };
  const listener: WireListener = {
    up: () => {
      heard = clock.ticks();
      connection.onUp();
      pattern.onUp();
      commands.onUp();
      sync.start();
    },
    down: (refusal) => {
      down();
      connection.onDown(refusal);
    },
    welcome: (push) => {
      heard = clock.ticks();
      clock.hint(push.now);
      outdated.set(push.protocol !== PROTOCOL_VERSION);
      pool.onPicture(push.pool);
      selection.onWelcome(push.selection);
    },
    poolMoved: (push) => {
      heard = clock.ticks();
      pool.onMoved(push);
    },
    patternMoved: (push) => {
      heard = clock.ticks();
      pattern.onMoved(push);
    },
    selectionChanged: (push) => {
      heard = clock.ticks();
      selection.onView(push.selection);
    },
    goodbye: (push) => {
      down();
      connection.onGoodbye(push);
    },
  };
  wire.listen(listener);

  const close = (): void => {
    down();
    commands.close();
    pattern.stop();
    connection.close();
  };
  return {
    connection: connection.state,
    pool: pool.picture,
    pattern: pattern.picture,
    selection: selection.view,
    outdated,
    clockOffset: clock.offset,
    serverNow: clock.now,
    connect: connection.open,
    close,
    reconnect: () => {
      close();
      selection.onWelcome(null);
      connection.open();
    },
    wake: () => {
      connection.hurry();
      if (connection.state.get().stage === 'up') sync.start();
    },
    send: commands.send,
    type: pattern.type,
    stopTyping: pattern.stop,
  };
};
