import type { DeskCommandName, deskNamespace } from './client-to-server.ts';
import type { DeskRole } from './views.ts';

type Kinds = { readonly [N in DeskCommandName]: Pick<(typeof deskNamespace.commands)[N], 'kind' | 'role'> };

/** The facts of each command that clients need, without zod. The type keeps them equal to the schemas. */
export const deskKinds: Kinds = {
  syncClock: { kind: 'query', role: 'clerk' },
  signPerson: { kind: 'command', role: 'clerk' },
  signOrganisation: { kind: 'command', role: 'clerk' },
  beginImport: { kind: 'command', role: 'clerk' },
  sendImportPart: { kind: 'query', role: 'clerk' },
  endImport: { kind: 'command', role: 'clerk' },
  readBadRows: { kind: 'query', role: 'clerk' },
  findSelection: { kind: 'query', role: 'clerk' },
  readHistory: { kind: 'query', role: 'clerk' },
  readVoucher: { kind: 'query', role: 'clerk' },
  collectVoucher: { kind: 'command', role: 'clerk' },
  listBlocks: { kind: 'query', role: 'clerk' },
  listPatterns: { kind: 'query', role: 'clerk' },
  addBlock: { kind: 'command', role: 'manager' },
  scheduleBlock: { kind: 'command', role: 'manager' },
  unscheduleBlock: { kind: 'command', role: 'manager' },
  withholdNumbers: { kind: 'command', role: 'manager' },
  unwithholdNumbers: { kind: 'command', role: 'manager' },
  listProposals: { kind: 'query', role: 'clerk' },
  confirmProposal: { kind: 'command', role: 'clerk' },
  withdrawProposal: { kind: 'command', role: 'clerk' },
  listBans: { kind: 'query', role: 'manager' },
  liftBan: { kind: 'command', role: 'manager' },
  readCalendar: { kind: 'query', role: 'clerk' },
  loadCalendarYear: { kind: 'command', role: 'manager' },
  listDeadLetters: { kind: 'query', role: 'manager' },
  resendMessage: { kind: 'command', role: 'manager' },
  readAudit: { kind: 'query', role: 'manager' },
  listAccounts: { kind: 'query', role: 'manager' },
  addAccount: { kind: 'command', role: 'manager' },
  removeAccount: { kind: 'command', role: 'manager' },
  resetSecondFactor: { kind: 'command', role: 'manager' },
};

/** Whether a role may use a command. */
export const mayUse = (role: DeskRole, command: DeskCommandName): boolean =>
  role === 'manager' || deskKinds[command].role === 'clerk';
