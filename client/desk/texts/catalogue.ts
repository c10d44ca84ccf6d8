import type { Proposable } from '../../../protocol/desk/proposals.ts';
import type { FrameTexts } from '../../texts/frame.ts';
import type { SearchBy } from '../find/guess.ts';
import type { Place } from '../router.ts';

type Count = (n: number) => string;

/** Every sentence of the desk's pages, once per language. Counts are whole numbers; plates come ready to read. */
export type DeskTexts = FrameTexts & {
  readonly changePassPhrase: string;
  readonly menu: string;
  readonly roles: Readonly<Record<'clerk' | 'manager', string>>;
  readonly pages: Readonly<Record<Place['page'], string>>;
  readonly count: Count;
  /** An instant in ms, in the authority's time zone. */
  readonly instant: (ms: number, timeZone: string) => string;
  /** A day as `YYYY-MM-DD`. */
  readonly day: (isoDay: string) => string;
  readonly common: {
    readonly cancel: string;
    readonly more: string;
    readonly none: string;
    readonly required: string;
    readonly requiredHint: string;
    readonly reason: string;
    readonly reasonHint: string;
    readonly reasonShort: string;
    readonly review: string;
    readonly actions: string;
    readonly forManagers: string;
  };
  readonly signIn: {
    readonly title: string;
    readonly userName: string;
    readonly passPhrase: string;
    readonly submit: string;
    readonly required: string;
    readonly idle: string;
    readonly codeTitle: string;
    readonly codeSubmit: string;
    readonly back: string;
    readonly demoTitle: string;
    readonly demoAs: (role: string) => string;
  };
  readonly passPhrase: {
    readonly must: string;
    readonly old: string;
    readonly fresh: string;
    readonly freshHint: string;
    readonly repeat: string;
    readonly differs: string;
    readonly demo: string;
    readonly submit: string;
    readonly changed: string;
  };
  /** One-time codes of an authenticator, besides the pass-phrase. */
  readonly secondFactor: {
    readonly title: string;
    readonly must: string;
    readonly on: string;
    readonly off: string;
    readonly begin: string;
    readonly scan: string;
    readonly qr: string;
    readonly secret: string;
    readonly code: string;
    readonly codeHint: string;
    readonly prove: string;
    readonly end: string;
    readonly required: string;
    readonly enrolled: string;
    readonly ended: string;
  };
  readonly person: {
    readonly title: string;
    readonly name: string;
    readonly userName: string;
    readonly kind: Readonly<Record<'individual' | 'organisation', string>>;
    readonly number: string;
    readonly phone: string;
    readonly signing: string;
    readonly inPerson: string;
    readonly webOnly: string;
    readonly ban: string;
    readonly bannedUntil: (instant: string) => string;
    readonly unknown: string;
  };
  readonly vehicle: { readonly title: string; readonly vin: string; readonly model: string };
  readonly find: {
    readonly label: string;
    readonly placeholder: string;
    readonly hint: string;
    readonly by: string;
    readonly guess: string;
    readonly kinds: Readonly<Record<SearchBy, string>>;
    readonly submit: string;
    readonly start: string;
    readonly searching: string;
    readonly found: (kind: string, n: number) => string;
    readonly nothingHint: string;
    readonly more: string;
    readonly history: string;
    readonly collect: string;
    readonly number: Readonly<Record<'free' | 'held' | 'reserved' | 'registered' | 'withheld' | 'notInPool', string>>;
    readonly plate: string;
    readonly stage: string;
    readonly chances: string;
    readonly chancesLeft: (tries: number, draws: number) => string;
    readonly lastDay: string;
    readonly provisional: string;
  };
  readonly history: {
    readonly entries: string;
    readonly when: string;
    readonly what: string;
    readonly incomplete: string;
    readonly empty: string;
  };
  readonly collect: {
    readonly explain: string;
    readonly label: string;
    readonly hint: string;
    readonly read: string;
    readonly signed: string;
    readonly unsigned: string;
    readonly compare: string;
    readonly lastDay: string;
    readonly action: string;
    readonly warning: (plate: string) => string;
    readonly sure: string;
    readonly done: (plate: string, instant: string) => string;
  };
  readonly sign: {
    readonly explain: string;
    readonly kind: string;
    readonly person: string;
    readonly organisation: string;
    readonly name: string;
    readonly idNumber: string;
    readonly mobile: string;
    readonly organisationName: string;
    readonly creditCode: string;
    readonly agentName: string;
    readonly agentIdNumber: string;
    readonly agentMobile: string;
    readonly submit: string;
    readonly done: (userName: string) => string;
    readonly renewed: string;
    readonly sent: string;
    readonly gatewayDown: string;
    readonly formerTold: string;
    readonly formerNotTold: string;
  };
  readonly proposals: {
    readonly explain: string;
    readonly empty: string;
    readonly waiting: Count;
    readonly proposed: string;
    readonly by: string;
    readonly mobile: string;
    readonly numbers: string;
    readonly reason: string;
    readonly opensAt: string;
    readonly expires: (instant: string) => string;
    readonly own: string;
    readonly confirm: string;
    readonly confirmWarning: (what: string, by: string) => string;
    readonly confirmSure: string;
    readonly confirmed: string;
    readonly withdraw: string;
    readonly withdrawWarning: string;
    readonly withdrawSure: string;
    readonly withdrawn: string;
    readonly deeds: Readonly<Record<Proposable, string>>;
  };
  readonly import: {
    readonly explain: string;
    readonly file: string;
    readonly encoding: string;
    readonly encodingGuess: string;
    readonly start: string;
    readonly stop: string;
    readonly stopped: string;
    readonly noFile: string;
    readonly unreadable: string;
    readonly tooLarge: (megabytes: number) => string;
    readonly sending: (percent: number) => string;
    readonly done: Count;
    readonly rows: string;
    readonly added: string;
    readonly changed: string;
    readonly unchanged: string;
    readonly bad: string;
    readonly badRows: Count;
    readonly line: string;
    readonly column: string;
    readonly problem: string;
    readonly wholeRow: string;
    readonly download: string;
    readonly columnsMissing: (columns: string) => string;
    readonly badKept: (shown: number, bad: number) => string;
  };
  readonly blocks: {
    readonly open: string;
    readonly name: string;
    readonly pattern: string;
    readonly free: string;
    readonly total: string;
    readonly home: string;
    readonly homeHint: string;
    readonly scheduled: string;
    readonly opensAt: string;
    readonly withheld: string;
    readonly unschedule: string;
    readonly unscheduleWarning: (name: string, total: number) => string;
    readonly unscheduleSure: string;
    readonly unscheduled: string;
    readonly add: string;
    readonly ready: string;
    readonly own: string;
    readonly patternOf: (name: string, total: number) => string;
    readonly position: Count;
    readonly positionHint: string;
    readonly length: string;
    readonly characters: Count;
    readonly id: string;
    readonly idHint: string;
    readonly nameZh: string;
    readonly nameEn: string;
    readonly when: string;
    readonly now: string;
    readonly later: string;
    readonly opensAtLabel: (timeZone: string) => string;
    readonly keepBack: string;
    readonly platesHint: string;
    readonly spans: Count;
    readonly wrongPattern: string;
    readonly wrongTime: string;
    readonly openWarning: (total: number, withheld: number) => string;
    readonly scheduleWarning: (total: number, withheld: number, instant: string) => string;
    readonly openSure: (total: number) => string;
    readonly scheduleSure: (total: number) => string;
    readonly opened: (total: number) => string;
    readonly scheduledDone: (total: number, instant: string) => string;
    readonly numbers: string;
    readonly plates: string;
    readonly wrongPlates: (plates: string) => string;
    readonly tooManyPlates: string;
    readonly withhold: string;
    readonly unwithhold: string;
    readonly withholdWarning: Count;
    readonly unwithholdWarning: Count;
    readonly withholdSure: Count;
    readonly unwithholdSure: Count;
    readonly withheldDone: Count;
    readonly freedDone: Count;
    readonly leftAloneFree: (plates: string) => string;
    readonly leftAloneWithheld: (plates: string) => string;
  };
  readonly bans: {
    readonly explain: string;
    readonly total: Count;
    readonly who: string;
    readonly until: string;
    readonly lift: string;
    readonly liftWarning: (who: string) => string;
    readonly liftSure: string;
    readonly lifted: string;
    readonly empty: string;
  };
  readonly calendar: {
    readonly explain: string;
    readonly missing: (years: string) => string;
    readonly year: string;
    readonly source: string;
    readonly sources: Readonly<Record<'builtIn' | 'loaded', string>>;
    readonly holidays: string;
    readonly makeUpDays: string;
    readonly holidaysHint: string;
    readonly makeUpDaysHint: string;
    readonly daysHint: string;
    readonly load: string;
    readonly wrongDays: (days: string) => string;
    readonly wrongYear: string;
    readonly loadWarning: (year: number, holidays: number, makeUpDays: number, known: boolean) => string;
    readonly loadSure: (year: number) => string;
    readonly loaded: (year: number) => string;
  };
  readonly messages: {
    readonly gateways: Readonly<Record<'outbox' | 'webhook', string>>;
    readonly waiting: Count;
    readonly phone: string;
    readonly purpose: string;
    readonly purposes: Readonly<Record<'code' | 'reserved' | 'account', string>>;
    readonly written: string;
    readonly died: string;
    readonly tries: string;
    readonly why: string;
    readonly resend: string;
    readonly resendWarning: (phone: string) => string;
    readonly resendSure: string;
    readonly resent: string;
    readonly cannot: string;
    readonly empty: string;
  };
  readonly live: {
    readonly explain: string;
    readonly groups: Readonly<Record<'pool' | 'holds' | 'connections' | 'queue', string>>;
    readonly figures: Readonly<Record<Figure, string>>;
    readonly ms: (ms: number | null) => string;
    readonly chart: (low: string, high: string) => string;
  };
  readonly audit: {
    readonly explain: string;
    readonly when: string;
    readonly who: string;
    readonly what: string;
    readonly outcome: string;
    readonly subject: string;
    readonly reason: string;
    readonly change: string;
    readonly before: string;
    readonly after: string;
    readonly done: string;
    readonly refused: (code: string) => string;
    readonly nobody: string;
    readonly proposed: string;
    /** What was done, by the name of its command. */
    readonly deeds: Readonly<Record<string, string>>;
    readonly empty: string;
  };
  readonly accounts: {
    readonly userName: string;
    readonly userNameHint: string;
    readonly userNameWrong: string;
    readonly role: string;
    readonly createdAt: string;
    readonly mustChange: string;
    readonly demo: string;
    readonly add: string;
    readonly added: (userName: string) => string;
    readonly passPhraseOnce: string;
    readonly remove: string;
    readonly removeWarning: (userName: string) => string;
    readonly removeSure: string;
    readonly removed: string;
    readonly own: string;
    readonly secondFactor: string;
    readonly reset: string;
    readonly resetWarning: (userName: string) => string;
    readonly resetSure: string;
    readonly resetDone: string;
  };
};

/** The live figures, by the names of the counters. */
export type Figure =
  | 'opened'
  | 'free'
  | 'held'
  | 'reserved'
  | 'registered'
  | 'withheld'
  | 'holding'
  | 'picking'
  | 'confirming'
  | 'applicants'
  | 'desk'
  | 'choosing'
  | 'alarmsWaiting'
  | 'alarmsLate'
  | 'messagesWaiting'
  | 'messagesDead'
  | 'redisMs';
