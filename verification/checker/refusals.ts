import type { RefusalCode } from '../../protocol/refusals.ts';
import { selectNamespace } from '../../protocol/select/client-to-server.ts';
import {
  type Around,
  type Claim,
  captchaServed,
  codeWasRight,
  everywhere,
  fewCodes,
  holdRan,
  isHollow,
  layoutServed,
  notBanned,
  notBeforeIs,
  ofCode,
  readyFrom,
  sentFew,
  someFree,
  someLeft,
  stageFitted,
  throughout,
  versionsOf,
  wasCurrent,
  wasInPool,
  wasMissed,
  wasOpen,
} from './claims.ts';
import type { Asked } from './op.ts';
import type { Refused } from './spans.ts';

type Command = Asked['command'];
/**
 * Finds false refusals: a decision answers why a refusal was true at no instant between the asking and the answer, or
 * undefined. `unjudged` says what a history does not tell.
 */
type Judgement =
  | { readonly promise: string; readonly lie: (claim: Claim) => string | undefined }
  | { readonly unjudged: string };

/** Refusals that the desk may be answered besides. */
const AT_DESK: readonly RefusalCode[] = [
  'badRequest',
  'tooManyRequests',
  'outcomeUnknown',
  'recovering',
  'shuttingDown',
  'staleVersion',
  'commandReused',
  'wrongStage',
  'notAllowed',
  'selectionUnknown',
  'voucherWrong',
  'voucherOfAnother',
  'reservationUnknown',
  'alreadyCollected',
  'collectionMissed',
  'banUnknown',
];

/** Whether a command can be refused so at all. */
const mayBeTold = (command: Command, code: RefusalCode): boolean => {
  if (command === 'collect' || command === 'beginAnew') return AT_DESK.includes(code);
  return selectNamespace.refusalsOf(command).includes(code);
};

const SIGN_IN = 'who is signed in, with which session, a history does not say';
const NODE = 'how a node itself is, whether it ends, rests or has lost its store, a history does not say';
const VOUCHER = 'what a voucher says a history does not say';
/** Told over HTTP or at the desk, for what no history has lines of: `mayBeTold` finds it out wherever it is told here. */
const elsewhere: Judgement = { promise: 'FLOW-3', lie: () => 'which is no refusal of it' };

const JUDGEMENTS = {
  badRequest: { promise: 'SAFE-3', lie: () => 'though a history has lines only for requests of the right form' },
  unknownCommand: elsewhere,
  originRefused: elsewhere,
  signInRequired: { unjudged: SIGN_IN },
  signInWrong: elsewhere,
  workRequired: elsewhere,
  vehicleRequired: { unjudged: SIGN_IN },
  passPhraseChangeRequired: { unjudged: SIGN_IN },
  sessionEnded: elsewhere,
  alreadyJoined: elsewhere,
  tooManyRequests: { promise: 'FLOW-3', lie: (claim) => sentFew(claim) },
  commandReused: {
    promise: 'SAFE-1',
    lie: ({ op }) => (op.reused ? undefined : 'though its id was never sent with anything else'),
  },
  staleVersion: { promise: 'P9', lie: (claim) => wasCurrent(claim) },
  wrongStage: { promise: 'FLOW-2', lie: (claim) => stageFitted(claim) },
  poolClosed: { promise: 'HOURS-2', lie: (claim) => wasOpen(claim) },
  noTriesLeft: { promise: 'P2', lie: (claim) => someLeft(claim, 'triesLeft') },
  noDrawsLeft: { promise: 'P2', lie: (claim) => someLeft(claim, 'drawsLeft') },
  coolingDown: {
    promise: 'COMP-5',
    lie: (claim) => {
      const { refusal, op } = claim;
      const over = everywhere(claim, ({ verifyFrom }, { from }) => {
        const ready = readyFrom(claim, verifyFrom);
        if (ready === null) return 'while no interval ran';
        return ready <= from ? `while the interval was over at ${ready}` : undefined;
      });
      return over ?? notBeforeIs(claim, refusal.notBefore, op.asked, ({ verifyFrom }) => readyFrom(claim, verifyFrom));
    },
  },
  incompleteNumber: {
    promise: 'SAFE-3',
    lie: ({ op: { asked }, around: { replay } }) =>
      asked.plate?.length === replay.numbers.positions ? `though its keys spelt ${asked.plate}` : undefined,
  },
  numberNotInPool: { promise: 'POOL-4', lie: (claim) => wasInPool(claim) },
  layoutUnknown: { promise: 'COMP-2', lie: (claim) => layoutServed(claim) },
  keyUnknown: {
    promise: 'COMP-2',
    lie: ({ op: { asked } }) =>
      asked.plate === undefined ? undefined : `though its keys spelt ${asked.plate} on its layout`,
  },
  captchaWrong: {
    promise: 'DRAW-1',
    lie: ({ op: { asked } }) =>
      asked.captchaIs === 'right' ? `though the answer of captcha ${asked.captcha} was right` : undefined,
  },
  captchaSpent: { promise: 'DRAW-1', lie: (claim) => captchaServed(claim) },
  noneFree: { promise: 'DRAW-2', lie: (claim) => someFree(claim) },
  holdNotYours: {
    promise: 'P1',
    lie: (claim) =>
      everywhere(claim, (_, { effect }) => {
        const token = effect?.hold?.token;
        if (token === undefined) return isHollow(effect) ? undefined : 'while it held nothing';
        return token === claim.op.asked.token ? 'though it named its own hold' : undefined;
      }),
  },
  holdLapsed: { promise: 'P3', lie: (claim) => holdRan(claim) },
  plateNotInHold: {
    promise: 'P4',
    lie: (claim) => {
      const { op, around } = claim;
      const { plate } = op.asked;
      const address = plate === undefined ? undefined : around.replay.numbers.address(plate);
      if (address === undefined) return undefined;
      return everywhere(claim, (_, { effect }) => {
        const { token = '', numbers = [] } = effect?.hold ?? {};
        // Where the clock went back after a hold had lapsed, its record reads as live once more, and holds nothing.
        const isGone = !around.replay.isSteady && (around.replay.lapsed.get(token) ?? Infinity) <= claim.last;
        return numbers.includes(address) && !isGone ? `while it held ${plate}` : undefined;
      });
    },
  },
  codeTooSoon: {
    promise: 'SMS-2',
    lie: (claim) =>
      ofCode(claim, ({ resendFrom }, { from }) =>
        resendFrom !== undefined && resendFrom <= from ? `while one could be sent from ${resendFrom} on` : undefined,
      ) ?? notBeforeIs(claim, claim.refusal.notBefore, claim.op.asked, ({ code }) => code?.resendFrom),
  },
  noCodesLeft: {
    promise: 'SMS-2',
    lie: (claim) =>
      ofCode(claim, ({ sent }) => {
        const { perHold } = claim.around.replay.settings.code ?? {};
        return sent !== undefined && perHold !== undefined && sent < perHold
          ? `while ${sent} of ${perHold} had been sent`
          : undefined;
      }),
  },
  tooManyCodes: { promise: 'SMS-2', lie: (claim) => fewCodes(claim, 'perDay') },
  messagesPaused: { promise: 'SMS-2', lie: (claim) => fewCodes(claim, 'perMinute') },
  codeNotRequested: {
    promise: 'SMS-2',
    lie: (claim) => ofCode(claim, ({ expiresAt }) => (expiresAt > 0 ? 'while one had been sent' : undefined)),
  },
  codeWrong: {
    promise: 'SMS-2',
    lie: ({ op, refusal, around }) => {
      if (codeWasRight(op, around) === true) return 'though it named the code that was sent last';
      const left = op.effect?.record.code?.entriesLeft;
      return refusal.entriesLeft !== undefined && left !== undefined && refusal.entriesLeft !== left
        ? `with ${refusal.entriesLeft} entries left where there were ${left}`
        : undefined;
    },
  },
  codeDead: {
    promise: 'SMS-2',
    lie: (claim) =>
      ofCode(claim, ({ expiresAt, entriesLeft }, { until }) =>
        entriesLeft > 0 && expiresAt > until ? `while it was good until ${expiresAt}` : undefined,
      ),
  },
  formWrong: elsewhere,
  inPersonRequired: elsewhere,
  alreadyRegistered: elsewhere,
  registrationEnded: elsewhere,
  demoAccount: elsewhere,
  demoDeskElsewhere: elsewhere,
  accountOutlastsDemo: elsewhere,
  banned: { promise: 'ELIG-4', lie: (claim) => notBanned(claim) },
  vehicleUnknown: elsewhere,
  vehicleNotYours: elsewhere,
  vehicleTransferred: elsewhere,
  vehicleNotSmall: elsewhere,
  vehicleClassNotOpen: elsewhere,
  vehicleHasPlate: elsewhere,
  vehicleTaken: elsewhere,
  invoiceMismatch: elsewhere,
  notAllowed: { unjudged: 'who stands at the desk, in which role, a history does not say' },
  selectionUnknown: {
    promise: 'DONE-3',
    lie: ({ op, around }) =>
      around.replay.selections.has(op.asked.selection) ? 'though there is such a selection' : undefined,
  },
  searchTooVague: elsewhere,
  voucherWrong: { unjudged: VOUCHER },
  voucherOfAnother: { unjudged: VOUCHER },
  reservationUnknown: {
    promise: 'DONE-3',
    lie: (claim) => (wasMissed(claim) ? undefined : throughout(claim, (stage) => stage === 'reserved')),
  },
  alreadyCollected: { promise: 'DONE-3', lie: (claim) => throughout(claim, (stage) => stage !== 'registered') },
  collectionMissed: {
    promise: 'DONE-4',
    lie: (claim) => (wasMissed(claim) ? undefined : throughout(claim, (stage) => stage !== 'missed')),
  },
  blockWrong: elsewhere,
  blockExists: elsewhere,
  blockUnknown: elsewhere,
  timePassed: elsewhere,
  banUnknown: { unjudged: 'which bans are lifted at the desk a history does not say' },
  calendarWrong: elsewhere,
  importRunning: elsewhere,
  importUnknown: elsewhere,
  importPartMissing: elsewhere,
  importTooLarge: elsewhere,
  messageUnknown: elsewhere,
  accountExists: elsewhere,
  accountUnknown: elsewhere,
  ownAccount: elsewhere,
  oneTimeCodeRequired: elsewhere,
  oneTimeCodeWrong: elsewhere,
  secondFactorRequired: elsewhere,
  secondFactorUnknown: elsewhere,
  passPhraseEnded: elsewhere,
  proposalUnknown: elsewhere,
  proposalChanged: elsewhere,
  secondPersonRequired: elsewhere,
  proposerNotAllowed: elsewhere,
  gatewayDown: { unjudged: 'whether the gateway took a message a history does not say' },
  outcomeUnknown: { unjudged: NODE },
  recovering: { unjudged: NODE },
  shuttingDown: { unjudged: NODE },
} as const satisfies Readonly<Record<RefusalCode, Judgement>>;

/** The decision on each refusal; a refusal without one does not compile. */
export const judgements: Readonly<Record<RefusalCode, Judgement>> = JUDGEMENTS;

/** Why a refusal is a lie, and which promise that breaks; undefined where it may have been right. */
export const lieIn = (refused: Refused, around: Around): { promise: string; why: string } | undefined => {
  const { op, refusal } = refused;
  const code = refusal.code as RefusalCode;
  const judgement: Judgement | undefined = Object.hasOwn(judgements, code) ? judgements[code] : undefined;
  if (judgement === undefined) return { promise: 'FLOW-3', why: 'which is none of the refusals' };
  if (!mayBeTold(op.asked.command, code)) return { promise: 'FLOW-3', why: 'which is no refusal of it' };
  if ('unjudged' in judgement) return undefined;
  const why = judgement.lie({ ...refused, around, versions: versionsOf(refused, around) });
  return why === undefined ? undefined : { promise: judgement.promise, why };
};
