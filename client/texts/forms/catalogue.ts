/** Every sentence of the account's pages and of the forms, once per language; loaded only with these pages. */
export type FormTexts = {
  readonly missing: string;
  readonly required: string;
  readonly toCorrect: (fields: number) => string;
  readonly steps: string;
  readonly step: (n: number, of: number) => string;
  readonly field: {
    readonly name: string;
    readonly idNumber: string;
    readonly mobile: string;
    readonly mobileHint: string;
    readonly userName: string;
    readonly userNameHint: string;
    readonly passPhrase: string;
    readonly passPhraseHint: string;
    readonly oldPassPhrase: string;
    readonly newPassPhrase: string;
    readonly show: string;
    readonly vin: string;
    readonly vinHint: string;
    readonly invoiceCode: string;
    readonly invoiceNumber: string;
    readonly invoiceCodeHint: string;
    readonly address: string;
    readonly contactName: string;
    readonly contactMobile: string;
  };
  readonly apply: {
    readonly titles: Readonly<Record<'notice' | 'details' | 'review' | 'code', string>>;
    readonly steps: Readonly<Record<'notice' | 'details' | 'review' | 'code', string>>;
    readonly accept: string;
    readonly mustAccept: string;
    readonly acceptAndGoOn: string;
    readonly detailsHint: string;
    readonly toReview: string;
    readonly demoData: string;
    readonly demoVin: string;
    readonly demoHint: string;
    readonly demoFill: string;
    readonly reviewHint: string;
    readonly authority: string;
    readonly person: string;
    readonly vehicle: string;
    readonly model: string;
    readonly contact: string;
    readonly codesTo: string;
    readonly requestCode: string;
    readonly requestCodeIn: (seconds: number) => string;
    readonly back: string;
    readonly backVoids: string;
    readonly final: string;
    readonly complete: string;
    readonly done: string;
  };
  readonly code: { readonly sentTo: (phone: string) => string; readonly to: (phone: string) => string };
  readonly register: {
    readonly title: string;
    readonly intro: string;
    readonly submit: string;
    readonly codeTitle: string;
    readonly complete: string;
    readonly again: string;
    readonly doneTitle: string;
    readonly done: (userName: string) => string;
    readonly signIn: string;
  };
  readonly desk: {
    readonly title: string;
    readonly mayTitle: string;
    readonly may: readonly string[];
    readonly goTitle: string;
    readonly go: readonly string[];
    readonly look: string;
    readonly readNotice: string;
  };
  readonly passPhrase: {
    readonly title: string;
    readonly forced: string;
    readonly chosen: string;
    readonly submit: string;
    readonly wrongOld: string;
  };
  readonly account: {
    readonly title: string;
    readonly vehicles: string;
    readonly none: string;
    readonly states: Readonly<
      Record<'choosing' | 'holding' | 'picking' | 'confirming' | 'reserved' | 'registered' | 'missed', string>
    >;
    readonly choose: string;
    readonly look: string;
    readonly forVehicle: (model: string, vin: string) => string;
    readonly add: string;
    readonly addFirst: string;
    readonly goOn: string;
    readonly bannedUntil: (instant: string) => string;
    readonly person: string;
    readonly individual: string;
    readonly organisation: string;
    readonly inPerson: string;
    readonly onWeb: string;
    readonly safety: string;
    readonly changePassPhrase: string;
    readonly everywhere: string;
    readonly everywhereHint: string;
  };
};
