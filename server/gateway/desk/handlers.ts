import type { AuditTrail } from '../../desk/audit.ts';
import type { DeskBans } from '../../desk/bans.ts';
import type { DeskBlocks } from '../../desk/blocks.ts';
import type { DeskCalendar } from '../../desk/calendar.ts';
import type { Collecting } from '../../desk/collecting.ts';
import type { DeskLetters } from '../../desk/letters.ts';
import type { Proposals } from '../../desk/proposals.ts';
import type { DeskSelections } from '../../desk/selections.ts';
import type { Staff } from '../../desk/staff.ts';
import { addAccount } from './add-account.ts';
import { addBlock } from './add-block.ts';
import { beginImport } from './begin-import.ts';
import { collectVoucher } from './collect-voucher.ts';
import { confirmProposal } from './confirm-proposal.ts';
import { endImport } from './end-import.ts';
import { findSelection } from './find-selection.ts';
import type { DeskHandlers } from './handler.ts';
import { liftBan } from './lift-ban.ts';
import { listAccounts } from './list-accounts.ts';
import { listBans } from './list-bans.ts';
import { listBlocks } from './list-blocks.ts';
import { listDeadLetters } from './list-dead-letters.ts';
import { listPatterns } from './list-patterns.ts';
import { listProposals } from './list-proposals.ts';
import { loadCalendarYear } from './load-calendar-year.ts';
import { readAudit } from './read-audit.ts';
import { readBadRows } from './read-bad-rows.ts';
import { readCalendar } from './read-calendar.ts';
import { readHistory } from './read-history.ts';
import { readVoucher } from './read-voucher.ts';
import { removeAccount } from './remove-account.ts';
import { resendMessage } from './resend-message.ts';
import { resetSecondFactor } from './reset-second-factor.ts';
import { scheduleBlock } from './schedule-block.ts';
import { sendImportPart } from './send-import-part.ts';
import { signOrganisation } from './sign-organisation.ts';
import { signPerson } from './sign-person.ts';
import { syncClock } from './sync-clock.ts';
import { unscheduleBlock } from './unschedule-block.ts';
import { unwithholdNumbers } from './unwithhold-numbers.ts';
import { withdrawProposal } from './withdraw-proposal.ts';
import { withholdNumbers } from './withhold-numbers.ts';

type Parts = {
  readonly proposals: Proposals;
  readonly selections: DeskSelections;
  readonly collecting: Collecting;
  readonly blocks: DeskBlocks;
  readonly bans: DeskBans;
  readonly calendar: DeskCalendar;
  readonly letters: DeskLetters;
  readonly audit: AuditTrail;
  readonly staff: Staff;
};

/** What answers everything that a desk can say on `/desk`. */
export const deskHandlers = (parts: Parts): DeskHandlers => ({
  syncClock,
  signPerson: signPerson(parts),
  signOrganisation: signOrganisation(parts),
  beginImport,
  sendImportPart,
  endImport,
  readBadRows,
  findSelection: findSelection(parts),
  readHistory: readHistory(parts),
  readVoucher: readVoucher(parts),
  collectVoucher: collectVoucher(parts),
  listBlocks: listBlocks(parts),
  listPatterns: listPatterns(parts),
  addBlock: addBlock(parts),
  scheduleBlock: scheduleBlock(parts),
  unscheduleBlock: unscheduleBlock(parts),
  withholdNumbers: withholdNumbers(parts),
  unwithholdNumbers: unwithholdNumbers(parts),
  listProposals: listProposals(parts),
  confirmProposal: confirmProposal(parts),
  withdrawProposal: withdrawProposal(parts),
  listBans: listBans(parts),
  liftBan: liftBan(parts),
  readCalendar: readCalendar(parts),
  loadCalendarYear: loadCalendarYear(parts),
  listDeadLetters: listDeadLetters(parts),
  resendMessage: resendMessage(parts),
  readAudit: readAudit(parts),
  listAccounts: listAccounts(parts),
  addAccount: addAccount(parts),
  removeAccount: removeAccount(parts),
  resetSecondFactor: resetSecondFactor(parts),
});
