import type { HoldToken } from '../../protocol/ids.ts';
import type { Serial } from '../../protocol/plate.ts';
import { type Refusal, type RefusalCode, type RefusalFacts, refuse } from '../../protocol/refusals.ts';
import type { CollectionTerms } from '../authority/calendar.ts';
import { type OpenSpan, openingAt } from '../authority/hours.ts';
import type { AuthoritySettings } from '../authority/settings.ts';
import { issueCode, judgeCode, noCode, takeBackCode } from '../codes/issued-code.ts';
import type { Address } from '../pool/block.ts';
import type { CaptchaProof } from '../pool/store.ts';
import { type Reading, readAt } from './reading.ts';
import { freshRecord, quotasOf, type RecordAt, type SelectionRecord } from './record.ts';
import { before, during, since, type Window } from './window.ts';

/** What an applicant asks for, with the facts that the decision needs. */
export type Input =
  | { readonly kind: 'enterCompose' }
  /** `token`: a fresh one, for a new hold. `captcha`: for the store to judge. `openedAt`: the number's block, in ms. */
  | {
      readonly kind: 'verify';
      readonly plate: Serial;
      readonly address: Address;
      readonly openedAt: number;
      readonly token: HoldToken;
      readonly captcha: CaptchaProof;
    }
  | { readonly kind: 'draw'; readonly token: HoldToken; readonly captcha: CaptchaProof }
  | { readonly kind: 'release'; readonly token: HoldToken }
  /** `keep`: the plate's address, if the selection holds that number. */
  | { readonly kind: 'confirm'; readonly token: HoldToken; readonly plate: Serial; readonly keep: Address | undefined }
  /** `digest`: of the code to be sent. */
  | { readonly kind: 'requestCode'; readonly token: HoldToken; readonly digest: string }
  /** The gateway did not take the code with this digest. */
  | { readonly kind: 'codeNotSent'; readonly token: HoldToken; readonly digest: string }
  /** `digest`: of the code that was entered. `terms`: of the collection, if it is reserved now (DONE-1). */
  | {
      readonly kind: 'enterCode';
      readonly token: HoldToken;
      readonly digest: string;
      readonly terms: CollectionTerms;
    }
  /** The plate is handed over at the desk. */
  | { readonly kind: 'collect' }
  /** The ban was lifted at the desk. */
  | { readonly kind: 'beginAnew' };

/** One act of the store, with a record for each outcome where the store decides between two. */
export type Decision = { readonly window: Window } & (
  | { readonly verb: 'refuse'; readonly refusal: Refusal }
  /** Changes nothing. */
  | { readonly verb: 'stay' }
  | { readonly verb: 'note'; readonly next: SelectionRecord; readonly refusal?: Refusal }
  | {
      readonly verb: 'hold';
      readonly address: Address;
      readonly captcha: CaptchaProof;
      /** A captcha that was issued before this instant does not serve. */
      readonly captchaFrom: number;
      readonly ifHeld: RecordAt<'holding'>;
      readonly ifTaken: RecordAt<'choosing'>;
    }
  | {
      readonly verb: 'draw';
      readonly count: number;
      readonly captcha: CaptchaProof;
      readonly captchaFrom: number;
      readonly next: RecordAt<'picking'>;
    }
  | { readonly verb: 'confirm'; readonly keep: Address; readonly next: RecordAt<'confirming'> }
  | { readonly verb: 'release'; readonly token: HoldToken; readonly next: RecordAt<'choosing'> }
  | { readonly verb: 'reserve'; readonly token: HoldToken; readonly next: RecordAt<'reserved'> }
  | { readonly verb: 'register'; readonly next: RecordAt<'registered'> }
);

/**
 * Decides what follows from an input at an instant. A plain function: no clock, no store, no chance. It owns what this
 * applicant may do next; the store decides whether a number is free.
 *
 * @param now ms by the store's clock; the decision's window says how long it stays right
 */
export const decide = (record: SelectionRecord, input: Input, now: number, settings: AuthoritySettings): Decision => {
  const reading = readAt(record, now, settings);
  const { window } = reading;
  switch (input.kind) {
    case 'enterCompose':
      return enterCompose(reading, now, settings);
    case 'verify':
      return verify(reading, input, now, settings);
    case 'draw':
      return draw(reading, input, now, settings);
    case 'collect':
      return collect(reading, now);
    case 'beginAnew':
      return beginAnew(reading, settings);
    default: {
      const refused = tokenRefusal(reading, input.token);
      if (refused !== undefined) return { verb: 'refuse', window, refusal: refuse(refused) };
      return withHold(reading, input, now, settings);
    }
  }
};

const no = (window: Window, code: RefusalCode, facts?: RefusalFacts): Decision => ({
  verb: 'refuse',
  window,
  refusal: refuse(code, facts),
});

/** HOURS-2: outside the hours no verify or draw starts; a countdown that runs goes on to its own end. */
const closed = (window: Window, opening: OpenSpan): Decision =>
  no(during(window, opening), 'poolClosed', { notBefore: opening.until });

const enterCompose = ({ record, window }: Reading, now: number, settings: AuthoritySettings): Decision => {
  if (record.stage !== 'choosing') return no(window, 'wrongStage');
  if (record.triesLeft === 0) return no(window, 'noTriesLeft');
  if (record.verifyFrom !== null) return { verb: 'stay', window };
  return { verb: 'note', window, next: { ...record, verifyFrom: now + settings.verifyIntervalSeconds * 1_000 } };
};

/**
 * From when a number can be verified (COMP-5): the interval counts from an opening at the earliest, so that nobody is ready
 * in its first instant. `opensAt`: when choosing, or the number's block, was or will be opened, in ms.
 */
export const readyToVerifyAt = (
  verifyFrom: number,
  opensAt: number,
  { verifyIntervalSeconds }: Pick<AuthoritySettings, 'verifyIntervalSeconds'>,
): number => Math.max(verifyFrom, opensAt + verifyIntervalSeconds * 1_000);

const verify = (
  { record, window }: Reading,
  { plate, address, openedAt, token, captcha }: Extract<Input, { kind: 'verify' }>,
  now: number,
  settings: AuthoritySettings,
): Decision => {
  if (record.stage !== 'choosing') return no(window, 'wrongStage');
  if (record.triesLeft === 0) return no(window, 'noTriesLeft');
  const opening = openingAt(now, settings);
  if (!opening.open) return closed(window, opening);
  const whileOpen = during(window, opening);
  if (record.verifyFrom === null) return no(whileOpen, 'layoutUnknown');
  const opensAt = Math.max(opening.from, openedAt);
  const readyAt = readyToVerifyAt(record.verifyFrom, opensAt, settings);
  if (now < readyAt) return no(before(whileOpen, readyAt), 'coolingDown', { notBefore: readyAt });
  const verifyFrom = now + settings.verifyIntervalSeconds * 1_000;
  const round = record.round + 1;
  return {
    verb: 'hold',
    address,
    captcha,
    captchaFrom: opensAt,
    window: since(whileOpen, readyAt),
    // COMP-7: a number that is held ends self-compose, whatever becomes of it.
    ifHeld: {
      ...quotasOf(record),
      stage: 'holding',
      triesLeft: 0,
      round,
      verifyFrom,
      plate,
      token,
      deadline: now + settings.holdSeconds * 1_000,
    },
    ifTaken: { ...record, triesLeft: record.triesLeft - 1, round, verifyFrom },
  };
};

const draw = (
  { record, window }: Reading,
  { token, captcha }: Extract<Input, { kind: 'draw' }>,
  now: number,
  settings: AuthoritySettings,
): Decision => {
  if (record.stage !== 'choosing') return no(window, 'wrongStage');
  if (record.drawsLeft === 0) return no(window, 'noDrawsLeft');
  const opening = openingAt(now, settings);
  if (!opening.open) return closed(window, opening);
  const deadline = now + settings.drawHoldSeconds * 1_000;
  const next = { ...quotasOf(record), stage: 'picking', drawsLeft: record.drawsLeft - 1, token, deadline } as const;
  return {
    verb: 'draw',
    window: during(window, opening),
    count: settings.drawSize,
    captcha,
    captchaFrom: opening.from,
    next,
  };
};

/** Why a token is refused, if it is: its hold has lapsed, or was never this selection's. */
const tokenRefusal = ({ record, lapsed }: Reading, token: HoldToken): RefusalCode | undefined => {
  if (lapsed === token) return 'holdLapsed';
  if (!('token' in record)) return 'wrongStage';
  return record.token === token ? undefined : 'holdNotYours';
};

type HoldInput = Exclude<Input, { kind: 'enterCompose' | 'verify' | 'draw' | 'collect' | 'beginAnew' }>;

const withHold = (
  { record, window }: Reading,
  input: HoldInput,
  now: number,
  settings: AuthoritySettings,
): Decision => {
  if (record.stage === 'holding' || record.stage === 'picking') {
    if (input.kind === 'release')
      return { verb: 'release', window, token: record.token, next: { ...quotasOf(record), stage: 'choosing' } };
    if (input.kind === 'confirm') return confirm(record, window, input, now, settings);
  }
  if (record.stage === 'confirming') {
    if (input.kind === 'requestCode') return requestCode(record, window, input.digest, now, settings);
    if (input.kind === 'codeNotSent') return codeNotSent(record, window, input.digest, settings);
    if (input.kind === 'enterCode') return enterCode(record, window, input, now);
  }
  return no(window, 'wrongStage');
};

const confirm = (
  record: RecordAt<'holding'> | RecordAt<'picking'>,
  window: Window,
  { plate, keep, token }: Extract<Input, { kind: 'confirm' }>,
  now: number,
  settings: AuthoritySettings,
): Decision => {
  if (keep === undefined) return no(window, 'plateNotInHold');
  const next: RecordAt<'confirming'> = {
    ...quotasOf(record),
    stage: 'confirming',
    way: record.stage === 'holding' ? 'compose' : 'draw',
    plate,
    token,
    deadline: now + settings.confirmSeconds * 1_000,
    code: { ...noCode(settings), sent: 0 },
  };
  return { verb: 'confirm', window, keep, next };
};

const requestCode = (
  record: RecordAt<'confirming'>,
  window: Window,
  digest: string,
  now: number,
  settings: AuthoritySettings,
): Decision => {
  const { resendFrom, sent } = record.code;
  if (sent >= settings.codesPerHold) return no(window, 'noCodesLeft');
  const issued = issueCode(record.code, digest, now, settings);
  if (issued === 'codeTooSoon') return no(before(window, resendFrom), issued, { notBefore: resendFrom });
  const code = { ...issued, expiresAt: Math.min(record.deadline, issued.expiresAt), sent: sent + 1 };
  return { verb: 'note', window: since(window, resendFrom), next: { ...record, code } };
};

/** SMS-4: a gateway that is down costs nothing but time; a code may be asked for again at once. */
const codeNotSent = (
  record: RecordAt<'confirming'>,
  window: Window,
  digest: string,
  settings: AuthoritySettings,
): Decision => {
  const code = takeBackCode(record.code, digest, settings);
  return code === record.code
    ? { verb: 'stay', window }
    : { verb: 'note', window, next: { ...record, code: { ...code, sent: code.sent - 1 } } };
};

const enterCode = (
  record: RecordAt<'confirming'>,
  window: Window,
  { digest, terms }: Extract<Input, { kind: 'enterCode' }>,
  now: number,
): Decision => {
  const { code, way, plate } = record;
  const judged = judgeCode(code, digest, now);
  if (judged === 'codeNotRequested') return no(window, judged);
  if (judged === 'codeDead') return no(code.entriesLeft === 0 ? window : since(window, code.expiresAt), judged);
  const alive = before(window, code.expiresAt);
  if (judged !== 'right') {
    const { entriesLeft } = judged.codeWrong;
    return {
      verb: 'note',
      window: alive,
      next: { ...record, code: judged.codeWrong },
      refusal: refuse('codeWrong', { entriesLeft }),
    };
  }
  const next: RecordAt<'reserved'> = {
    ...quotasOf(record),
    stage: 'reserved',
    plate,
    way,
    reservedAt: now,
    lastDay: terms.lastDay,
    lastDayProvisional: terms.provisional,
    collectBy: terms.collectBy,
    bannedUntil: terms.bannedUntil,
  };
  return { verb: 'reserve', window: alive, token: record.token, next };
};

/** DONE-3: at the desk a reservation becomes final. */
const collect = ({ record, window }: Reading, now: number): Decision => {
  if (record.stage !== 'reserved') return no(window, 'wrongStage');
  const { plate, way } = record;
  return {
    verb: 'register',
    window,
    next: { ...quotasOf(record), stage: 'registered', plate, way, registeredAt: now },
  };
};

/** A missed vehicle begins anew by itself when the ban ends; where the desk has lifted the ban, it does so at once. */
const beginAnew = ({ record, window }: Reading, settings: AuthoritySettings): Decision =>
  record.stage === 'missed' ? { verb: 'note', window, next: freshRecord(settings) } : no(window, 'wrongStage');
