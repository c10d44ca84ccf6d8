import type { CommandName } from '../../protocol/select/client-to-server.ts';
import type { Conversation, NameIn, SelectConversation } from './conversation.ts';
import type { Timers } from './timers.ts';
import type { Wire } from './wire.ts';

/** Which messages are commands, done once under their id; the others are queries, simply asked again (SAFE-1). */
export type Kinds<C extends Conversation> = { readonly [N in NameIn<C>]: { readonly kind: 'command' | 'query' } };

/** The wait for an answer before the message is sent again, in ms; under the same id that is harmless. */
const ATTEMPT = 6_000;
/** The longest wait for an answer in all, in ms. */
const ANSWER_TIMEOUT_MS = 90_000;
/** The first wait after `outcomeUnknown` before asking again, in ms; it doubles. */
const RETRY_AFTER_MS = 400;
const LONGEST_RETRY_AFTER_MS = 5_000;

/** A request as it is given to `send`: the library adds the command's id. */
export type BodyOf<C extends Conversation, N extends NameIn<C>> = Omit<C[N]['request'], 'id'>;
export type RequestBody<N extends CommandName> = BodyOf<SelectConversation, N>;
/** `unanswered`: the time ran out, it was abandoned, or the client was closed. */
type SentIn<C extends Conversation, N extends NameIn<C>> = C[N]['reply'] | 'unanswered';
export type Sent<N extends CommandName> = SentIn<SelectConversation, N>;
export type Send<C extends Conversation> = <N extends NameIn<C>>(
  name: N,
  body: BodyOf<C, N>,
  abandon?: AbortSignal,
) => Promise<SentIn<C, N>>;

export type Commands<C extends Conversation> = {
  readonly send: Send<C>;
  /** The wire is up: everything unanswered is sent again, in the order in which it was first sent. */
  readonly onUp: () => void;
  readonly onDown: () => void;
  /** Answers everything that waits with `unanswered`. */
  readonly close: () => void;
};
type Parts<C extends Conversation> = {
  readonly emit: Wire<C>['emit'];
  readonly kinds: Kinds<C>;
  readonly timers: Timers;
  /** Makes the id of a command. */
  readonly newId: () => string;
  /** Every reply, with the instant at which its message left, by the timers' clock. */
  readonly onReply: (trip: { readonly left: number; readonly reply: C[NameIn<C>]['reply'] }) => void;
  /** A message that left at this instant had no answer in time. */
  readonly onSilence: (left: number) => void;
};

/** A waiting message; one record for all commands, so its types are the wire's union. */
type Waiting<C extends Conversation> = {
  readonly name: NameIn<C>;
  readonly request: C[NameIn<C>]['request'];
  readonly settle: (sent: SentIn<C, NameIn<C>>) => void;
  readonly until: number;
  attempt: number;
  callOff: () => void;
};

/**
 * Sends each message until it is answered. A command keeps its id through every repetition and every connection, so it
 * is done once however often it is sent; answers that an earlier connection owed are requested anew.
 */
export const createCommands = <C extends Conversation>({
  emit,
  kinds,
  timers,
  newId,
  onReply,
  onSilence,
}: Parts<C>): Commands<C> => {
  const waiting = new Set<Waiting<C>>();
  let up = false;

  const later = (message: Waiting<C>, ms: number, then: () => void): void => {
    message.callOff();
    message.callOff = timers.after(Math.max(0, Math.min(ms, message.until - timers.now())), then);
  };
  const expired = (message: Waiting<C>): boolean => {
    if (timers.now() < message.until) return false;
    message.settle('unanswered');
    return true;
  };
  const transmit = (message: Waiting<C>): void => {
    if (expired(message)) return;
    if (!up) return later(message, ANSWER_TIMEOUT_MS, () => transmit(message));
    const attempt = ++message.attempt;
    const left = timers.now();
    emit(message.name, message.request, (reply) => {
      if (!waiting.has(message)) return;
      onReply({ left, reply });
      const code = reply.ok ? undefined : reply.refusal.code;
      // A `recovering` at the first attempt means that nothing was done; later it tells nothing of the attempts before.
      const undecided =
        code === 'outcomeUnknown' || code === 'shuttingDown' || (code === 'recovering' && message.attempt > 1);
      if (!undecided) return message.settle(reply);
      if (attempt !== message.attempt) return;
      later(message, Math.min(LONGEST_RETRY_AFTER_MS, RETRY_AFTER_MS * 2 ** (attempt - 1)), () => transmit(message));
    });
    later(message, ATTEMPT, () => {
      onSilence(left);
      transmit(message);
    });
  };

  return {
    send: <N extends NameIn<C>>(name: N, body: BodyOf<C, N>, abandon?: AbortSignal) =>
      new Promise<SentIn<C, N>>((resolve) => {
        const message: Waiting<C> = {
          name,
          request: kinds[name].kind === 'command' ? { ...body, id: newId() } : body,
          settle: (sent) => {
            message.callOff();
            waiting.delete(message);
            resolve(sent);
          },
          until: timers.now() + ANSWER_TIMEOUT_MS,
          attempt: 0,
          callOff: () => undefined,
        };
        waiting.add(message);
        abandon?.addEventListener('abort', () => message.settle('unanswered'), { once: true });
        transmit(message);
      }),
    onUp: () => {
      up = true;
      for (const message of waiting) transmit(message);
    },
    onDown: () => {
      up = false;
      for (const message of waiting) later(message, ANSWER_TIMEOUT_MS, () => transmit(message));
    },
    close: () => {
      up = false;
      for (const message of waiting) message.settle('unanswered');
    },
  };
};

/** 128 random bits; `getRandomValues` works on plain HTTP too, where `randomUUID` does not. */
export const newCommandId = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
