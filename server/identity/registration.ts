import { createHash, randomBytes, randomInt } from 'node:crypto';
import { z } from 'zod';
import { type FieldProblem, problemOf } from '../../protocol/form-problems.ts';
import { userNameOf } from '../../protocol/normal-form.ts';
import type { RefusalCode, RefusalFacts } from '../../protocol/refusals.ts';
import type { WorkProof } from '../../protocol/work.ts';
import type { ProofsOfWork } from '../checks/proofs-of-work.ts';
import { isSame } from '../checks/same.ts';
import { digestOf, makeCode } from '../checks/sms/code.ts';
import type { CodeGateway } from '../checks/sms/gateway.ts';
import {
  type CodeLimits,
  type IssuedCode,
  issueCode,
  issuedCode,
  judgeCode,
  noCode,
  takeBackCode,
} from '../codes/issued-code.ts';
import type { FairQueue } from '../limits/fair-queue.ts';
import type { RedisClient } from '../redis/client.ts';
import { readRecord, saveRecord } from '../redis/records.ts';
import type { AccountStore, StoredAccount } from './account-store.ts';
import { readField, readForm } from './form.ts';
import { identityKeys } from './keys.ts';
import type { Bucket, Limits } from './limits.ts';
import { hashPassPhrase, wrongWithPassPhrase } from './pass-phrases.ts';
import type { PersonalData } from './personal-data.ts';
import { comeAgain } from './sign-in.ts';
import { isPaid, type Priced, priceOf } from './work-price.ts';

/** How long a registration waits for its code, in ms. */
const CODE_TTL_MS = 30 * 60_000;
/**
 * Registrations from one address in an hour: beyond the free ones each requires work. None is barred, since a whole town
 * may share a carrier's address. The gateway limits the messages to one mobile.
 */
const BY_ADDRESS: Bucket & Priced = {
  name: 'registration-address',
  free: 20,
  limit: Number.POSITIVE_INFINITY,
  seconds: 3600,
};
const purpose = 'registration';
/** A part of each message's text, by which the development outbox finds a registration's messages. */
const SUBJECT = '用于网上注册';

const FIELDS = { name: 'name', idNumber: 'idNumber', mobile: 'mobile' } as const;

const pending = z.object({
  startedAt: z.int(),
  name: z.string(),
  idNumber: z.string(),
  mobile: z.string(),
  userName: z.string(),
  passHash: z.string(),
  code: issuedCode,
  /** The digest of the code that completed it: a repeat gets the same answer (SAFE-1). */
  doneBy: z.string().nullable(),
});
type Pending = z.infer<typeof pending>;

export type RegistrationForm = Readonly<Record<'name' | 'idNumber' | 'mobile' | 'userName' | 'passPhrase', string>> & {
  readonly work?: WorkProof | undefined;
};
export type RegistrationRefused =
  | { readonly problems: readonly FieldProblem[] }
  | { readonly refused: RefusalCode; readonly facts?: RefusalFacts };
export type Registering = {
  readonly id: string;
  readonly mobile: string;
  readonly code: IssuedCode;
  readonly endsAt: number;
};

type Parts = {
  readonly redis: RedisClient;
  readonly personal: PersonalData;
  readonly accounts: AccountStore;
  readonly gateway: CodeGateway;
  /** Whether this is a demo: accounts created in it end with it. */
  readonly demo: boolean;
  readonly codeKey: Buffer;
  readonly codeLimits: CodeLimits;
  readonly limits: Limits;
  readonly work: ProofsOfWork;
  /** The work of the cheapest challenge, as the most numbers to try. */
  readonly cheapest: number;
  /** The queue in which pass-phrases are hashed. */
  readonly queue: FairQueue;
  readonly now: () => number;
};

/**
 * Registration on the web (ACCT-1). The code proves the mobile before an answer depends on other accounts, so that
 * strangers cannot test here whether a person has one. The new account can look things up, and no more.
 */
export class Registration {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Reads the form and sends the first code. */
  async begin(form: RegistrationForm, address: string): Promise<Registering | RegistrationRefused> {
    const { values, problems } = readForm(FIELDS, form, this.#parts.now());
    const userName =
      userNameOf(form.userName) === '' ? { value: makeUserName() } : readField('userName', form.userName);
    if ('code' in userName) problems.push(problemOf('userName', userName.code));
    const known = [values.mobile, values.idNumber, userNameOf(form.userName)];
    const wrong = wrongWithPassPhrase(form.passPhrase, known);
    if (wrong !== null) problems.push(problemOf('passPhrase', wrong));
    if (problems.length > 0 || 'code' in userName) return { problems };
    const unpaid = await this.#charge(form.work, address);
    if (unpaid !== null) return unpaid;
    if ((await this.#parts.accounts.byUserName(userName.value)) !== undefined)
      return { problems: [problemOf('userName', 'userNameTaken')] };
    const hashed = await this.#parts.queue.pass({ lane: address, whose: address }, () =>
      hashPassPhrase(form.passPhrase),
    );
    if (hashed === 'full') return comeAgain(this.#parts.now());
    const id = randomBytes(32).toString('base64url');
    const fresh: Pending = {
      ...values,
      startedAt: this.#parts.now(),
      userName: userName.value,
      passHash: hashed,
      code: noCode(this.#parts.codeLimits),
      doneBy: null,
    };
    return this.#sendCode(id, 0, fresh);
  }

  /** Sends another code. */
  async again(id: string): Promise<Registering | RegistrationRefused> {
    const kept = await this.#read(id);
    return kept === undefined || kept.pending.doneBy !== null
      ? { refused: 'registrationEnded' }
      : this.#sendCode(id, kept.version, kept.pending);
  }

  /** Judges the code, and creates the account. */
  async complete(id: string, entered: string): Promise<{ readonly userName: string } | RegistrationRefused> {
    const kept = await this.#read(id);
    if (kept === undefined) return { refused: 'registrationEnded' };
    const { version, pending: waiting } = kept;
    const digest = digestOf({ key: this.#parts.codeKey, token: id, purpose, code: entered });
    if (waiting.doneBy !== null)
      return isSame(digest, waiting.doneBy) ? { userName: waiting.userName } : { refused: 'registrationEnded' };
    const judged = judgeCode(waiting.code, digest, this.#parts.now());
    const next: Pending = typeof judged === 'object' ? { ...waiting, code: judged.codeWrong } : waiting;
    if (judged === 'codeNotRequested' || judged === 'codeDead') return { refused: judged };
    // Each judgement raises the version, even of a right code: codes entered at once are judged one by one, and all count.
    if (!(await this.#save(id, version, next))) return this.complete(id, entered);
    if (typeof judged === 'object')
      return { refused: 'codeWrong', facts: { entriesLeft: judged.codeWrong.entriesLeft } };
    const outcome = await this.#create(waiting);
    if (outcome === 'userNameTaken') return { problems: [problemOf('userName', 'userNameTaken')] };
    if (outcome === 'alreadyRegistered') return { refused: outcome };
    await this.#save(id, version + 1, { ...waiting, doneBy: digest });
    return { userName: waiting.userName };
  }

  /** For the development outbox: the mobile of a registration, its start, and the mark of its messages. */
  async mailboxOf(id: string): Promise<{ mobile: string; since: number; subject: string } | undefined> {
    const kept = await this.#read(id);
    return kept && { mobile: kept.pending.mobile, since: kept.pending.startedAt, subject: SUBJECT };
  }

  async #create({ name, idNumber, mobile, userName, passHash }: Pending) {
    const { accounts } = this.#parts;
    const account: StoredAccount = {
      owner: accounts.ownerOf('individual', idNumber),
      kind: 'individual',
      inPerson: false,
      mustChange: false,
      madeInDemo: this.#parts.demo,
      person: { userName, name, number: idNumber, mobile, agent: null },
    };
    return accounts.create(account, passHash);
  }

  /** Counts a registration from an address; returns a refusal if it requires work that was not done. */
  async #charge(work: WorkProof | undefined, address: string): Promise<RegistrationRefused | null> {
    const { limits, work: proofs, cheapest } = this.#parts;
    const workFor = `registration/${address}`;
    const { count } = await limits.add(BY_ADDRESS, address);
    const price = priceOf(count - 1, BY_ADDRESS, cheapest);
    const paid = price === 0 || work === undefined ? 0 : await proofs.redeem(workFor, work);
    if (isPaid(price, paid)) return null;
    await limits.giveBack(BY_ADDRESS, address);
    return { refused: 'workRequired', facts: { work: proofs.ask(workFor, price) } };
  }

  /** Stores the code before it sends it, so that every sent code works. */
  async #sendCode(id: string, version: number, waiting: Pending): Promise<Registering | RegistrationRefused> {
    const { codeKey, codeLimits, gateway, now } = this.#parts;
    const { code: digits, digest } = makeCode({ key: codeKey, token: id, purpose });
    const code = issueCode(waiting.code, digest, now(), codeLimits);
    if (code === 'codeTooSoon') return { refused: code, facts: { notBefore: waiting.code.resendFrom } };
    if (!(await this.#save(id, version, { ...waiting, code }))) return { refused: 'codeTooSoon' };
    const text = `【选号】验证码 ${digits}，${SUBJECT}，请勿告知他人。`;
    const sent = await gateway.send({ to: waiting.mobile, purpose: 'code', text }, 'stranger');
    if (sent !== 'sent') {
      await this.#save(id, version + 1, { ...waiting, code: takeBackCode(code, digest, codeLimits) });
      return typeof sent === 'string'
        ? { refused: sent }
        : { refused: sent.refused, facts: { notBefore: sent.notBefore } };
    }
    return { id, mobile: waiting.mobile, code, endsAt: waiting.startedAt + CODE_TTL_MS };
  }

  async #read(id: string): Promise<{ version: number; pending: Pending } | undefined> {
    const key = keyOf(id);
    const { version, text } = await readRecord(this.#parts.redis, key);
    if (text === null) return undefined;
    return { version, pending: pending.parse(this.#parts.personal.open(key, text)) };
  }

  #save(id: string, version: number, waiting: Pending): Promise<boolean> {
    const { redis, personal, now } = this.#parts;
    const key = keyOf(id);
    const lifeMs = Math.max(1, waiting.startedAt + CODE_TTL_MS - now());
    return saveRecord(redis, key, { version, text: personal.seal(key, waiting), lifeMs });
  }
}

const keyOf = (id: string): string => identityKeys.registration(createHash('sha256').update(id).digest('base64url'));

/** A user name for an applicant who chose none: a letter and nine digits. */
export const makeUserName = (): string => `u${String(randomInt(1_000_000_000)).padStart(9, '0')}`;
