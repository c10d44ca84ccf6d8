import type { DeskCommandName } from './client-to-server.ts';
import type { DeskRole } from './views.ts';

/** The least role that each command needs; anything else is refused with `notAllowed`, and noted in the audit trail. */
export const leastRole: Readonly<Record<DeskCommandName, DeskRole>> = {
  syncClock: 'clerk',
  signPerson: 'clerk',
  signOrganisation: 'clerk',
  beginImport: 'clerk',
  sendImportPart: 'clerk',
  endImport: 'clerk',
  readBadRows: 'clerk',
  findSelection: 'clerk',
  readHistory: 'clerk',
  readVoucher: 'clerk',
  collectVoucher: 'clerk',
  listBlocks: 'clerk',
  listPatterns: 'clerk',
  addBlock: 'manager',
  scheduleBlock: 'manager',
  unscheduleBlock: 'manager',
  withholdNumbers: 'manager',
  unwithholdNumbers: 'manager',
  // A second pair of eyes, and no second right: the one who proposed must have that.
  listProposals: 'clerk',
  confirmProposal: 'clerk',
  withdrawProposal: 'clerk',
  listBans: 'manager',
  liftBan: 'manager',
  readCalendar: 'clerk',
  loadCalendarYear: 'manager',
  listDeadLetters: 'manager',
  resendMessage: 'manager',
  readAudit: 'manager',
  listAccounts: 'manager',
  addAccount: 'manager',
  removeAccount: 'manager',
  resetSecondFactor: 'manager',
};

/** Whether a role may use a command. */
export const mayUse = (role: DeskRole, command: DeskCommandName): boolean =>
  role === 'manager' || leastRole[command] === 'clerk';
