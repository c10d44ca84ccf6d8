import { createHash, timingSafeEqual } from 'node:crypto';
import { selectionId } from '../../protocol/ids.ts';
import type { Account, Accounts, OwnerId } from './accounts.ts';
import { TAIL } from './tails.ts';
import { vinCheckDigit } from './vin.ts';

/** The public pass-phrase of all demo applicants. */
export const DEMO_PASS_PHRASE = 'demo';

/** The most demo applicants: a demo VIN numbers them with six digits. */
const MOST = 999_999;
const MODELS = ['演示轿车', '演示越野车', '演示小客车'] as const;

/**
 * The demo applicants `demo1` to `demoN`, each with one vehicle. They are computed, not stored, so all nodes agree.
 * They match no real person: no mobile number begins with 100, and no maker's VIN with 0. Throws a RangeError unless
 * `count` is an integer from 0 to 999,999.
 */
export const demoAccountsOf = (count: number): Accounts => {
  if (!Number.isInteger(count) || count < 0 || count > MOST)
    throw new RangeError(`from 0 to ${MOST} demo accounts, not ${count}`);

  const find = (digits: string | undefined): Account | undefined => {
    const n = Number(digits);
    return n <= count ? demoAccount(n) : undefined;
  };
  return {
    byUserName: async (userName) => find(/^demo([1-9]\d{0,5})$/.exec(userName)?.[1]),
    byOwner: async (owner) => find(/^demo-o([1-9]\d{0,5})$/.exec(owner)?.[1]),
    isPassPhraseOf: async (account, passPhrase) => isSame(passPhrase, DEMO_PASS_PHRASE) && account !== undefined,
  };
};

/** The owner of a demo applicant's selection or vehicle; undefined if it is not a demo's. */
export const demoOwnerOf = ({ selection, vin }: { selection?: string; vin?: string }): OwnerId | undefined => {
  const n = Number(/^demo-v([1-9]\d{0,5})$/.exec(selection ?? '')?.[1] ?? vin?.slice(-6));
  if (!Number.isInteger(n) || n < 1 || (vin !== undefined && demoVin(n) !== vin)) return undefined;
  return `demo-o${n}` as OwnerId;
};

/** Demo applicants whose VIN or mobile may end with a tail: both end with the applicant's number. */
export const demoOwnersByTail = (tail: string): OwnerId[] => {
  const step = 10 ** TAIL;
  const first = Number(tail.slice(-TAIL));
  return Array.from({ length: Math.ceil(MOST / step) }, (_, i) => `demo-o${first + i * step}` as OwnerId);
};

const demoAccount = (n: number): Account => ({
  userName: `demo${n}`,
  displayName: `演示申请人 ${n}`,
  phone: `100${String(n).padStart(8, '0')}`,
  owner: `demo-o${n}` as OwnerId,
  kind: 'individual',
  inPerson: true,
  mustChange: false,
  vehicles: [
    {
      vin: demoVin(n),
      model: MODELS[(n - 1) % MODELS.length] ?? MODELS[0],
      selection: selectionId.parse(`demo-v${n}`),
    },
  ],
  demo: true,
});

/** A VIN of the model year 2026 (T) with a valid check digit; no region of the world has 0 as its first character. */
export const demoVin = (n: number): string => {
  const [type, rest] = ['0XHDEM00', `T0${String(n).padStart(6, '0')}`];
  return type + vinCheckDigit(`${type}0${rest}`) + rest;
};

/** Compares in constant time, which reveals nothing about the first difference. */
export const isSame = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b));
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
