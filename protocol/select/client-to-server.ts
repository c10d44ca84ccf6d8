import type { z } from 'zod';
import { instant } from '../ids.ts';
import { type ClientEvents, namespaceOf, type ReplyIn } from '../namespace.ts';
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

/** All commands and queries of `/select`, in the order of a visit. */
const commands = {
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

export const selectNamespace = namespaceOf({
  commands,
  common: {
    reply: {
      now: instant,
      selection: selectionView
        .optional()
        .describe("The selection after the command, if it may have changed or the client's view was old."),
    },
    refused: {},
    refusals: [],
  },
});

export type CommandName = keyof typeof commands;
export type RequestOf<N extends CommandName> = z.infer<(typeof commands)[N]['request']>;
/** A request as a client writes it: ids are plain strings. */
export type RequestInput<N extends CommandName> = z.input<(typeof commands)[N]['request']>;
export type AnswerOf<N extends CommandName> = z.infer<(typeof commands)[N]['answer']>;
export type Reply<N extends CommandName = CommandName> = ReplyIn<typeof selectNamespace, N>;
export type ClientToServerEvents = ClientEvents<typeof selectNamespace>;
