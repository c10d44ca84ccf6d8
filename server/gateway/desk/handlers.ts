import type { AuditTrail } from '../../desk/audit.ts';
import type { DeskBans } from '../../desk/bans.ts';
import type { DeskBlocks } from '../../desk/blocks.ts';
import type { DeskCalendar } from '../../desk/calendar.ts';
import type { Collecting } from '../../desk/collecting.ts';
import type { DeskLetters } from '../../desk/letters.ts';
import type { Proposals } from '../../desk/proposals.ts';
import { acted } from '../../desk/result.ts';
import type { DeskSelections } from '../../desk/selections.ts';
import type { Staff } from '../../desk/staff.ts';
import type { DeskHandlers } from './handler.ts';

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

/** The handlers of all commands of `/desk`; the rooms of the desk do the work. */
export const deskHandlers = ({
  proposals,
  selections,
  collecting,
  blocks,
  bans,
  calendar,
  letters,
  audit,
  staff,
}: Parts): DeskHandlers => ({
  syncClock: () => acted({}),
  signPerson: (request, call) => proposals.doOrPropose('signPerson', request, call),
  signOrganisation: (request, call) => proposals.doOrPropose('signOrganisation', request, call),
  beginImport: (request, { imports, now }) => imports.begin(request, now),
  sendImportPart: (request, { imports, now }) => imports.take(request, now),
  endImport: (request, { imports }) => imports.end(request),
  readBadRows: (request, { imports }) => imports.badRows(request),
  findSelection: (request) => selections.find(request),
  readHistory: ({ selection }) => selections.history(selection),
  readVoucher: (request, { now }) => collecting.read(request, now),
  collectVoucher: (request, { now }) => collecting.collect(request, now),
  listBlocks: () => blocks.list(),
  listPatterns: () => blocks.patterns(),
  addBlock: (request, call) => proposals.doOrPropose('addBlock', request, call),
  scheduleBlock: (request, call) => proposals.doOrPropose('scheduleBlock', request, call),
  unscheduleBlock: (request) => blocks.unschedule(request),
  withholdNumbers: (request, call) => proposals.doOrPropose('withholdNumbers', request, call),
  unwithholdNumbers: (request, call) => proposals.doOrPropose('unwithholdNumbers', request, call),
  listProposals: (_, call) => proposals.list(call),
  confirmProposal: (request, call) => proposals.confirm(request, call),
  withdrawProposal: (request, call) => proposals.withdraw(request, call),
  listBans: (request, { now }) => bans.list(request, now),
  liftBan: (request) => bans.lift(request),
  readCalendar: (_, { now }) => calendar.read(now),
  loadCalendarYear: (request) => calendar.load(request),
  listDeadLetters: () => letters.list(),
  resendMessage: (request) => letters.resend(request),
  readAudit: async ({ before }) => acted(await audit.read(before)),
  listAccounts: () => staff.list(),
  addAccount: (request, { account, now }) => staff.add(request, account, now),
  removeAccount: (request, { account }) => staff.remove(request, account),
  resetSecondFactor: (request, { account }) => staff.resetSecondFactor(request, account),
});
