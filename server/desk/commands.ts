import type { DeskAnswerOf, DeskCommandName, DeskRequestOf } from '../../protocol/desk/client-to-server.ts';
import type { DeskAccount } from './accounts.ts';
import type { AuditTrail } from './audit.ts';
import type { DeskBans } from './bans.ts';
import type { DeskBlocks } from './blocks.ts';
import type { DeskCalendar } from './calendar.ts';
import type { Collecting } from './collecting.ts';
import type { Imports } from './imports.ts';
import type { DeskLetters } from './letters.ts';
import type { Proposals } from './proposals.ts';
import { type Acted, acted } from './result.ts';
import type { DeskSelections } from './selections.ts';
import type { Staff } from './staff.ts';

/** Who asks, over which connection, and when by the store's clock. */
export type Asking = { readonly account: DeskAccount; readonly imports: Imports; readonly now: number };

export type DeskCommands = {
  readonly [N in DeskCommandName]: (
    request: DeskRequestOf<N>,
    asking: Asking,
  ) => Acted<DeskAnswerOf<N>> | Promise<Acted<DeskAnswerOf<N>>>;
};

/** Everything that a desk can ask for, and which part of the desk does it. */
export const deskCommands = (parts: {
  proposals: Proposals;
  selections: DeskSelections;
  collecting: Collecting;
  blocks: DeskBlocks;
  bans: DeskBans;
  calendar: DeskCalendar;
  letters: DeskLetters;
  audit: AuditTrail;
  staff: Staff;
}): DeskCommands => {
  const { proposals, selections, collecting, blocks, bans, calendar, letters, audit, staff } = parts;
  return {
    syncClock: () => acted({}),
    signPerson: (request, asking) => proposals.doOrPropose('signPerson', request, asking),
    signOrganisation: (request, asking) => proposals.doOrPropose('signOrganisation', request, asking),
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
    addBlock: (request, asking) => proposals.doOrPropose('addBlock', request, asking),
    scheduleBlock: (request, asking) => proposals.doOrPropose('scheduleBlock', request, asking),
    unscheduleBlock: (request) => blocks.unschedule(request),
    withholdNumbers: (request, asking) => proposals.doOrPropose('withholdNumbers', request, asking),
    unwithholdNumbers: (request, asking) => proposals.doOrPropose('unwithholdNumbers', request, asking),
    listProposals: (_, asking) => proposals.list(asking),
    confirmProposal: (request, asking) => proposals.confirm(request, asking),
    withdrawProposal: (request, asking) => proposals.withdraw(request, asking),
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
  };
};
