import { z } from 'zod';
import { fieldProblem } from '../form-problems.ts';
import { instant } from '../ids.ts';
import { type ClientEvents, namespaceOf, type ReplyIn } from '../namespace.ts';
import { addAccount } from './commands/add-account.ts';
import { addBlock } from './commands/add-block.ts';
import { beginImport } from './commands/begin-import.ts';
import { collectVoucher } from './commands/collect-voucher.ts';
import { confirmProposal } from './commands/confirm-proposal.ts';
import { endImport } from './commands/end-import.ts';
import { findSelection } from './commands/find-selection.ts';
import { liftBan } from './commands/lift-ban.ts';
import { listAccounts } from './commands/list-accounts.ts';
import { listBans } from './commands/list-bans.ts';
import { listBlocks } from './commands/list-blocks.ts';
import { listDeadLetters } from './commands/list-dead-letters.ts';
import { listPatterns } from './commands/list-patterns.ts';
import { listProposals } from './commands/list-proposals.ts';
import { loadCalendarYear } from './commands/load-calendar-year.ts';
import { readAudit } from './commands/read-audit.ts';
import { readBadRows } from './commands/read-bad-rows.ts';
import { readCalendar } from './commands/read-calendar.ts';
import { readHistory } from './commands/read-history.ts';
import { readVoucher } from './commands/read-voucher.ts';
import { removeAccount } from './commands/remove-account.ts';
import { resendMessage } from './commands/resend-message.ts';
import { resetSecondFactor } from './commands/reset-second-factor.ts';
import { scheduleBlock } from './commands/schedule-block.ts';
import { sendImportPart } from './commands/send-import-part.ts';
import { signOrganisation } from './commands/sign-organisation.ts';
import { signPerson } from './commands/sign-person.ts';
import { syncClock } from './commands/sync-clock.ts';
import { unscheduleBlock } from './commands/unschedule-block.ts';
import { unwithholdNumbers } from './commands/unwithhold-numbers.ts';
import { withdrawProposal } from './commands/withdraw-proposal.ts';
import { withholdNumbers } from './commands/withhold-numbers.ts';

/** All commands and queries of `/desk`. */
const commands = {
  syncClock,
  signPerson,
  signOrganisation,
  beginImport,
  sendImportPart,
  endImport,
  readBadRows,
  findSelection,
  readHistory,
  readVoucher,
  collectVoucher,
  listBlocks,
  listPatterns,
  addBlock,
  scheduleBlock,
  unscheduleBlock,
  withholdNumbers,
  unwithholdNumbers,
  listProposals,
  confirmProposal,
  withdrawProposal,
  listBans,
  liftBan,
  readCalendar,
  loadCalendarYear,
  listDeadLetters,
  resendMessage,
  readAudit,
  listAccounts,
  addAccount,
  removeAccount,
  resetSecondFactor,
} as const;

export const deskNamespace = namespaceOf({
  commands,
  common: {
    reply: { now: instant },
    refused: {
      problems: z
        .array(fieldProblem)
        .optional()
        .describe('The faults of single fields, with `formWrong`, `blockWrong` and `calendarWrong` for instance.'),
    },
    refusals: ['notAllowed', 'sessionEnded'],
  },
});

export type DeskCommandName = keyof typeof commands;
export type DeskRequestOf<N extends DeskCommandName> = z.infer<(typeof commands)[N]['request']>;
/** A request as a client writes it: ids are plain strings. */
export type DeskRequestInput<N extends DeskCommandName> = z.input<(typeof commands)[N]['request']>;
export type DeskAnswerOf<N extends DeskCommandName> = z.infer<(typeof commands)[N]['answer']>;
export type DeskReply<N extends DeskCommandName = DeskCommandName> = ReplyIn<typeof deskNamespace, N>;
export type DeskClientToServerEvents = ClientEvents<typeof deskNamespace>;
