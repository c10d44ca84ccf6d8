import { availableParallelism } from 'node:os';
import { Applications } from '../application-form/applications.ts';
import { withDemoVehicles } from '../application-form/demo-register.ts';
import { ImportedRegister } from '../application-form/register.ts';
import { ApplicationStore } from '../application-form/store.ts';
import type { CaptchaStock } from '../checks/captcha-stock.ts';
import { Captchas } from '../checks/captchas.ts';
import { ProofsOfWork } from '../checks/proofs-of-work.ts';
import { ReservationCodes } from '../checks/sms/reservation-codes.ts';
import { openVoucherSigner } from '../checks/voucher.ts';
import { AccountStore } from '../identity/account-store.ts';
import { allAccounts } from '../identity/all-accounts.ts';
import { demoAccountsOf } from '../identity/demo-accounts.ts';
import { demoNewcomers } from '../identity/demo-newcomers.ts';
import { Devices } from '../identity/devices.ts';
import { Guesses } from '../identity/guesses.ts';
import { Limits } from '../identity/limits.ts';
import { PassPhraseChanges } from '../identity/pass-phrase-changes.ts';
import { PersonalData } from '../identity/personal-data.ts';
import { Registration } from '../identity/registration.ts';
import { otherSecret } from '../identity/secret-check.ts';
import { Sessions } from '../identity/sessions.ts';
import { SignIn } from '../identity/sign-in.ts';
import { FairQueue } from '../limits/fair-queue.ts';
import { CannotOpen } from '../redis/start-obstacles.ts';
import type { Base } from './base.ts';
import { createMessages } from './messages.ts';
import type { Stages } from './stages.ts';

/**
 * Pass-phrases are hashed off the main thread, some 25 ms each, with a thread for each core and at most libuv's four.
 * A request times out after 4 s, so one that has waited for 2 s is refused instead; one person has at most four.
 */
const HASHING = { width: Math.min(4, availableParallelism()), most: 1_000, each: 4, longestMs: 2_000 };
/**
 * A demo applicant's sign-in costs some round trips to Redis and no hashing. An attempt counts as wrong until it is
 * judged, so one address must have far fewer under way, at all nodes together, than the wrong attempts that are free.
 */
const DEMO_SIGN_INS = { width: 8, most: 10_000, each: 4, longestMs: 2_000 };

export type PeopleStage = Awaited<ReturnType<typeof createPeople>>;

/** Builds the applicants' side: accounts and sign-in, registration and form, captchas, codes and vouchers. Rejects under another secret. */
export const createPeople = async (
  base: Base,
  parts: Pick<Stages, 'home' | 'pool' | 'node'> & { readonly pictures: CaptchaStock },
) => {
  const { config, secret, keys, lifecycle } = base;
  const { authority } = config;
  const { redis } = parts.home;
  const { store, now, closure } = parts.pool;
  const isDemo = config.demoAccounts > 0;
  const cheapest = authority.captchaWork;
  const personal = new PersonalData(secret);
  const obstacle = await otherSecret(redis, personal);
  if (obstacle !== undefined) throw new CannotOpen([obstacle]);
  const limits = new Limits({ redis, personal, now });
  const work = new ProofsOfWork({ redis, key: keys.work, now });
  const hashing = new FairQueue({ ...HASHING, now: () => performance.now() });

  // Accounts and sign-in.
  const stored = new AccountStore(redis, personal, { demo: isDemo });
  lifecycle.starts(() => stored.endFirstPassPhrases(now, authority.firstPassPhraseSeconds * 1_000));
  const demoAccounts = demoAccountsOf(config.demoAccounts);
  const newcomers = demoNewcomers((owner) => stored.vehiclesOf(owner));
  const accounts = allAccounts(stored, isDemo ? [demoAccounts, newcomers] : []);
  const sessions = new Sessions({ redis, accounts, isWhole: closure.isWhole, now });
  const guesses = new Guesses({
    limits,
    work,
    realm: 'applicants',
    perAddress: config.connectionsPerAddress,
    cheapest,
  });
  const unhashed = {
    isOne: async (userName: string) => (await demoAccounts.byUserName(userName)) !== undefined,
    queue: new FairQueue({ ...DEMO_SIGN_INS, now: () => performance.now() }),
  };
  const signIn = new SignIn({ accounts, sessions, guesses, queue: hashing, unhashed, now });

  // Captchas, codes and vouchers.
  const messages = createMessages(base, { ...parts.home, now, personal, limits });
  const { limitedCodes, gateway } = messages;
  const codes = new ReservationCodes(keys.code, limitedCodes, gateway, authority.prefix);
  const captchas = new Captchas(store, parts.pictures, keys.captcha, {
    life: authority.captchaLifeSeconds * 1_000,
    maxNumber: authority.captchaWork,
  });
  const [signingKey, ...olderKeys] = config.voucherKeys;
  const vouchers = await openVoucherSigner(keys.voucher(signingKey), ...olderKeys.map(keys.voucher));

  // Registration and the form.
  const forms = { personal, gateway: limitedCodes, codeKey: keys.code, codeLimits: authority, limits, now };
  const registration = new Registration({
    ...forms,
    demo: isDemo,
    redis,
    accounts: stored,
    work,
    cheapest,
    queue: hashing,
  });
  const register = new ImportedRegister(redis, personal);
  const applicationStore = new ApplicationStore(redis, personal);
  const applications = new Applications({
    ...forms,
    store: applicationStore,
    register: isDemo ? withDemoVehicles(register) : register,
    bans: { until: (owner) => store.banOf(owner) },
    length: parts.node.live.positions,
  });

  return {
    ...messages,
    personal,
    work,
    hashing,
    stored,
    accounts,
    sessions,
    devices: new Devices(keys.device, 'applicants'),
    signIn,
    changes: new PassPhraseChanges({ accounts: stored, sessions, limits, queue: hashing, now }),
    registration,
    register,
    applicationStore,
    applications,
    codes,
    captchas,
    vouchers,
  };
};
