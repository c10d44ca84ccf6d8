import { holdToken } from '../../protocol/ids.ts';
import { serial } from '../../protocol/plate.ts';
import type { Stage } from '../../protocol/selection-view.ts';
import type { CollectionTerms } from '../../server/authority/calendar.ts';
import { authoritySettings } from '../../server/authority/settings.ts';
import type { Address } from '../../server/pool/block.ts';
import type { Input } from '../../server/selection/machine.ts';
import { freshRecord, type RecordAt } from '../../server/selection/record.ts';

export const settings = authoritySettings.parse({ hours: 'always' });
/** The instant at which every state is read, in ms. */
export const NOW = 1_450_000_000_000;
export const OWN = holdToken.parse('own-token-own-token-ow');
export const FOREIGN = holdToken.parse('foreign-token-foreign-');
export const PLATE = serial.parse('12A34');
/** By when a number that is reserved at any instant of these tests must be collected. */
export const TERMS: CollectionTerms = {
  lastDay: '2015-12-16',
  provisional: false,
  collectBy: NOW + 3e8,
  bannedUntil: NOW + 6e10,
};

const fresh = freshRecord(settings);
const entered = { ...fresh, triesLeft: 15, drawsLeft: 7, round: 5, verifyFrom: NOW };
const live = { token: OWN, deadline: NOW + 1 };
/** Read at the very instant of its deadline. */
const due = { token: OWN, deadline: NOW };
const composed = { ...entered, triesLeft: 0, plate: PLATE };

const times = { sentAt: NOW - 1, expiresAt: NOW + 1, resendFrom: NOW + 1 };
const liveCode: RecordAt<'confirming'>['code'] = { digest: 'right', ...times, entriesLeft: 5, sent: 1 };
const noCode: RecordAt<'confirming'>['code'] = {
  digest: null,
  sentAt: null,
  expiresAt: 0,
  resendFrom: 0,
  entriesLeft: 5,
  sent: 0,
};
const confirming = (code: RecordAt<'confirming'>['code'], hold = live): RecordAt<'confirming'> => ({
  ...composed,
  ...hold,
  stage: 'confirming',
  way: 'compose',
  code,
});

const reserved = {
  ...composed,
  stage: 'reserved',
  way: 'compose',
  reservedAt: NOW,
  lastDay: '2015-12-16',
  lastDayProvisional: false,
} as const;

/** Every state that is worth telling apart, by its stage: a new stage does not compile until it has some. */
export const states = {
  choosing: {
    fresh,
    entered,
    coolingDown: { ...entered, verifyFrom: NOW + 1 },
    withoutTries: { ...entered, triesLeft: 0 },
    withoutDraws: { ...entered, drawsLeft: 0 },
  },
  holding: {
    live: { ...composed, ...live, stage: 'holding' },
    due: { ...composed, ...due, stage: 'holding' },
  },
  picking: {
    live: { ...entered, ...live, stage: 'picking' },
    due: { ...entered, ...due, stage: 'picking' },
  },
  confirming: {
    withoutCode: confirming(noCode),
    liveCode: confirming(liveCode),
    deadCode: confirming({ ...liveCode, entriesLeft: 0 }),
    expiredCode: confirming({ ...liveCode, expiresAt: NOW, resendFrom: NOW }),
    lastCode: confirming({ ...liveCode, resendFrom: NOW, sent: 3 }),
    due: confirming(liveCode, due),
  },
  reserved: {
    live: { ...reserved, collectBy: NOW + 1, bannedUntil: NOW + 2 },
    missed: { ...reserved, collectBy: NOW, bannedUntil: NOW + 1 },
    afterBan: { ...reserved, collectBy: NOW - 1, bannedUntil: NOW },
  },
  registered: {
    done: { ...composed, stage: 'registered', way: 'compose', registeredAt: NOW },
  },
  missed: {
    banned: { ...composed, stage: 'missed', lastDay: '2015-12-16', bannedUntil: NOW + 1 },
  },
} as const satisfies { [S in Stage]: Record<string, RecordAt<S>> };

/** One input of each kind: with the own hold's token, and with the right code. */
export const inputs: { readonly [K in Input['kind']]: Extract<Input, { kind: K }> } = {
  enterCompose: { kind: 'enterCompose' },
  verify: {
    kind: 'verify',
    plate: PLATE,
    address: 7 as Address,
    openedAt: 0,
    token: FOREIGN,
    captcha: { id: 'captcha' as never, digest: null },
  },
  draw: { kind: 'draw', token: FOREIGN, captcha: { id: 'captcha' as never, digest: null } },
  release: { kind: 'release', token: OWN },
  confirm: { kind: 'confirm', token: OWN, plate: PLATE, keep: 7 as Address },
  requestCode: { kind: 'requestCode', token: OWN, digest: 'newer' },
  codeNotSent: { kind: 'codeNotSent', token: OWN, digest: 'right' },
  enterCode: { kind: 'enterCode', token: OWN, digest: 'right', terms: TERMS },
  collect: { kind: 'collect' },
  beginAnew: { kind: 'beginAnew' },
};
