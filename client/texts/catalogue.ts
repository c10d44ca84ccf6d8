import type { Way } from '../../protocol/selection-view.ts';
import type { FrameTexts } from './frame.ts';

/** Every sentence of the pages, once per language. Counts and seconds are whole numbers; plates come ready to read. */
export type Texts = FrameTexts & {
  readonly account: string;
  readonly count: (n: number) => string;
  readonly plate: { readonly number: (spoken: string) => string; readonly open: string };
  readonly connection: { readonly pageMissing: string };
  readonly countdown: {
    readonly left: (seconds: number) => string;
    readonly unit: string;
    readonly over: string;
  };
  readonly lobby: {
    readonly title: (prefix: string) => string;
    readonly open: string;
    readonly closed: string;
    readonly opensIn: string;
    readonly closesAt: (time: string) => string;
    readonly always: string;
    readonly alwaysDemo: string;
    readonly free: string;
    readonly freeOf: (total: number) => string;
    readonly choosing: (n: number) => string;
    readonly blocks: string;
    readonly map: string;
    readonly mapHint: string;
    readonly mapLabel: (cells: number, free: number) => string;
    readonly mapCell: (lead: string, free: number, total: number) => string;
    readonly less: string;
    readonly more: string;
    readonly goOn: string;
    readonly toAccount: string;
    readonly welcome: (name: string) => string;
  };
  readonly signIn: {
    readonly title: string;
    readonly userName: string;
    readonly passPhrase: string;
    readonly submit: string;
    readonly demo: string;
    readonly demoHint: (count: number) => string;
    readonly required: string;
    readonly newcomer: string;
    readonly organisation: string;
    readonly newcomerHint: string;
    readonly register: string;
    readonly registerHint: string;
  };
  readonly choosing: {
    readonly title: string;
    readonly closed: string;
    readonly compose: string;
    readonly draw: string;
    readonly left: (n: number) => string;
    readonly poolFigures: (free: number, choosing: number) => string;
    readonly vehicle: (model: string, vin: string) => string;
    readonly otherVehicle: string;
  };
  readonly compose: {
    readonly positionOpen: (n: number, usable: string) => string;
    readonly positionFilled: (n: number, face: string) => string;
    readonly matching: (n: number) => string;
    readonly noneMatching: string;
    readonly complete: string;
    readonly keyboard: string;
    readonly layoutOpened: (faces: string) => string;
    readonly keyUnusable: (face: string) => string;
    readonly erase: string;
    readonly clear: string;
    readonly verify: string;
    readonly verifyIn: (seconds: number) => string;
    readonly needNumber: string;
    readonly needCaptcha: string;
    readonly taken: (plate: string, triesLeft: number) => string;
    readonly near: string;
    readonly noTries: string;
    readonly tryDraw: string;
    readonly nothingLeft: string;
  };
  readonly captcha: {
    readonly label: string;
    readonly image: string;
    readonly another: string;
    readonly work: string;
    readonly working: string;
    readonly worked: string;
    readonly workFailed: string;
  };
  readonly draw: {
    readonly explain: string;
    readonly start: string;
    readonly noDraws: string;
    readonly tryCompose: string;
    readonly pickTitle: string;
    readonly pick: string;
    readonly pickOne: string;
    readonly confirm: (plate: string) => string;
    readonly giveUp: string;
    readonly giveUpCost: (drawsLeft: number) => string;
  };
  readonly held: {
    readonly title: string;
    readonly sentence: (seconds: number) => string;
    readonly confirm: string;
    readonly confirmHint: string;
    readonly giveUp: string;
    readonly giveUpCost: (drawsLeft: number) => string;
    readonly giveUpSure: string;
    readonly keep: string;
    readonly lapsed: string;
  };
  readonly code: {
    readonly title: string;
    readonly to: (phone: string) => string;
    readonly sentTo: (phone: string) => string;
    readonly request: string;
    readonly again: string;
    readonly againIn: (seconds: number) => string;
    readonly enter: string;
    readonly complete: string;
    readonly sent: string;
    readonly entriesLeft: (n: number) => string;
    readonly ifOver: (way: Way, drawsLeft: number) => string;
  };
  readonly outbox: {
    readonly open: string;
    readonly title: string;
    readonly hint: string;
    readonly empty: string;
    readonly fill: (code: string) => string;
    readonly close: string;
  };
  readonly reserved: {
    readonly title: string;
    readonly lastDay: string;
    readonly day: (isoDay: string) => string;
    readonly provisional: string;
    readonly missed: string;
    readonly bring: string;
    readonly documents: readonly string[];
    readonly print: string;
  };
  readonly after: {
    readonly registered: string;
    readonly registeredAt: (instant: string) => string;
    readonly missed: string;
    readonly withdrawn: (plate: string, lastDay: string) => string;
    readonly bannedUntil: (instant: string) => string;
  };
  readonly voucher: {
    readonly title: string;
    readonly plate: string;
    readonly applicant: string;
    readonly vin: string;
    readonly model: string;
    readonly reservedAt: string;
    readonly instant: (ms: number, timeZone: string | undefined) => string;
    readonly qr: string;
    readonly note: string;
    readonly print: string;
    readonly back: string;
    readonly missing: string;
  };
};
