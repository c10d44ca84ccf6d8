import { z } from 'zod';
import { instant } from '../ids.ts';
import { type RefusalCode, refusal } from '../refusals.ts';
import { selectionView } from '../selection-view.ts';
import { completeReservation } from './commands/complete-reservation.ts';
import { confirmPlate } from './commands/confirm-plate.ts';
import { drawPlates } from './commands/draw-plates.ts';
import { openKeyboard } from './commands/open-keyboard.ts';
import { readPool } from './commands/read-pool.ts';
import { readSelection } from './commands/read-selection.ts';
import { releaseHold } from './commands/release-hold.ts';
import { requestCaptcha } from './commands/request-captcha.ts';
import { requestCode } from './commands/request-code.ts';
import { syncClock } from './commands/sync-clock.ts';
import { typePattern } from './commands/type-pattern.ts';
import { verifyPlate } from './commands/verify-plate.ts';

/**
 * Everything a client can say on `/select`, in the order of a visit. A *query* changes nothing and carries no id; a
 * *command* carries one, and is done once however often it is sent (SAFE-1).
 */
export const clientToServer = {
  syncClock,
  readPool,
  readSelection,
  openKeyboard,
  typePattern,
  requestCaptcha,
  verifyPlate,
  drawPlates,
  releaseHold,
  confirmPlate,
  requestCode,
  completeReservation,
} as const;

export type CommandName = keyof typeof clientToServer;
export type RequestOf<N extends CommandName> = z.infer<(typeof clientToServer)[N]['request']>;
/** A request as a client writes it: ids are plain strings. */
export type RequestInput<N extends CommandName> = z.input<(typeof clientToServer)[N]['request']>;
export type AnswerOf<N extends CommandName> = z.infer<(typeof clientToServer)[N]['answer']>;

const replyCommon = {
  now: instant,
  selection: selectionView
    .optional()
    .describe("The selection after the command, wherever it may have changed or the client's view of it was old."),
};

/** The ack of every command: its answer, or a refusal. */
export type Reply<N extends CommandName = CommandName> =
  | z.infer<typeof failure>
  | (z.infer<typeof success> & { answer: AnswerOf<N> });
const failure = z.object({ ...replyCommon, ok: z.literal(false), refusal });
const success = z.object({ ...replyCommon, ok: z.literal(true) });

/** What a command may be refused for: its own refusals, and those that follow from its form or befall any. */
export const refusalsOf = (name: CommandName): readonly RefusalCode[] => {
  const { request } = clientToServer[name];
  const refusals: readonly RefusalCode[] = clientToServer[name].refusals;
  return [
    ...refusals,
    ...(refusals.includes('signInRequired') ? (['vehicleRequired', 'passPhraseChangeRequired'] as const) : []),
    ...('version' in request.shape ? (['staleVersion'] as const) : []),
    ...('id' in request.shape ? (['commandReused'] as const) : []),
    'badRequest',
    'tooManyRequests',
    'outcomeUnknown',
    'recovering',
    'shuttingDown',
  ];
};

/** The schemas of both replies to one command; for tests and for documents made from the wire. */
export const repliesOf = (name: CommandName) => ({
  success: success.extend({ answer: clientToServer[name].answer }),
  failure: failure.extend({ refusal: refusal.extend({ code: z.enum(refusalsOf(name)) }) }),
});

/** The reply's schema for one command. */
export const replyOf = (name: CommandName) => {
  const replies = repliesOf(name);
  return z.union([replies.success, replies.failure]);
};

export type ClientToServerEvents = {
  [N in CommandName]: (request: RequestInput<N>, ack: (reply: Reply<N>) => void) => void;
};
