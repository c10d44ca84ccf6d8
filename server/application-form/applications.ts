import { randomBytes } from 'node:crypto';
import { type FieldProblem, problemOf } from '../../protocol/form-problems.ts';
import {
  type Refusal,
  type RefusalCode,
  type RefusalFacts,
  refusal as refusalSchema,
  refuse,
} from '../../protocol/refusals.ts';
import { digestOf, makeCode } from '../checks/sms/code.ts';
import type { CodeGateway } from '../checks/sms/gateway.ts';
import type { CodeLimits } from '../codes/issued-code.ts';
import type { Account } from '../identity/accounts.ts';
import type { Bans } from '../identity/bans.ts';
import type { Bucket, Limits } from '../identity/limits.ts';
import type { PersonalData } from '../identity/personal-data.ts';
import { type Details, readDetails } from './details.ts';
import { type Ineligible, ineligibleBy } from './eligibility.ts';
import { decide, type FormInput } from './machine.ts';
import type { VehicleRegister } from './register.ts';
import type { ApplicationStore, Kept } from './store.ts';

/** Forms of one account that are held against the register: far more than anyone mistypes, too few to search it. */
const LOOK_UPS: Bucket = { name: 'application-details', limit: 30, seconds: 3600 };
const purpose = 'details';

/** A step as the applicant asks for it. */
export type Step =
  | { readonly kind: 'acceptNotice' }
  | { readonly kind: 'enterDetails'; readonly details: Details }
  | { readonly kind: 'goBack' }
  | { readonly kind: 'requestCode' }
  | { readonly kind: 'enterCode'; readonly code: string };

/** How a step went, and the application as it is then. */
export type Stepped = { readonly kept: Kept } & (
  | { readonly refusal: null }
  | { readonly refusal: Refusal; readonly fields: readonly FieldProblem[] }
);

type Parts = {
  readonly store: ApplicationStore;
  readonly register: VehicleRegister;
  readonly bans: Bans;
  /** How many characters the pool's numbers have. */
  readonly length: () => number;
  readonly gateway: CodeGateway;
  readonly codeKey: Buffer;
  readonly codeLimits: CodeLimits;
  readonly limits: Limits;
  readonly personal: PersonalData;
  readonly now: () => number;
};

/** The way from the notice to choosing (FLOW-1): finds out what a step needs, lets the machine decide, and commits it. */
export class Applications {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** The application as it is now. */
  read(account: Account): Promise<Kept> {
    return this.#parts.store.read(account.owner);
  }

  /** The refusal that every step of this account gets now; null if none (ACCT-1, ELIG-4). */
  async blocked({ owner, inPerson }: Account): Promise<Refusal | null> {
    if (!inPerson) return refuse('inPersonRequired');
    const until = await this.#parts.bans.until(owner);
    return until === null || until <= this.#parts.now() ? null : refuse('banned', { until, notBefore: until });
  }

  /** Takes one step from the version that the applicant saw; sent again, it is done once and answered the same (SAFE-1). */
  async step(account: Account, version: number, step: Step): Promise<Stepped> {
    const kept = await this.read(account);
    const blocked = await this.blocked(account);
    if (blocked !== null) return { kept, refusal: blocked, fields: [] };
    const digest = this.#parts.personal.hash('application-step', JSON.stringify([account.owner, version, step]));
    if (kept.version !== version) return answerOld(kept, version, digest);
    const prepared = await this.#prepare(account, kept, step);
    if ('refusal' in prepared) return { kept, ...prepared };
    return this.#commit(account, kept, digest, prepared);
  }

  /** Understands the step, and finds out what the machine needs to know. */
  async #prepare(account: Account, { record }: Kept, step: Step): Promise<Prepared | Refused> {
    const { codeKey, limits } = this.#parts;
    switch (step.kind) {
      case 'acceptNotice':
      case 'goBack':
        return { input: step };
      case 'enterDetails': {
        const { values, problems } = readDetails(step.details);
        if (record.stage === 'details' && problems.length > 0)
          return { refusal: refuse('formWrong'), fields: problems };
        const full = record.stage === 'details' ? await limits.count(LOOK_UPS, account.owner) : null;
        if (full !== null) return refused('tooManyRequests', { notBefore: full });
        const form = randomBytes(16).toString('base64url');
        return { input: { kind: 'enterDetails', details: values, form, found: await this.#find(account, values) } };
      }
      case 'requestCode': {
        const token = record.stage === 'review' ? record.form : '';
        const { code, digest } = makeCode({ key: codeKey, token, purpose });
        return { input: { kind: 'requestCode', digest }, send: code };
      }
      case 'enterCode': {
        if (record.stage !== 'review') return refused('wrongStage');
        const digest = digestOf({ key: codeKey, token: record.form, purpose, code: step.code });
        return { input: { kind: 'enterCode', digest, found: await this.#find(account, record.details) } };
      }
    }
  }

  async #find({ owner }: Account, details: Details) {
    const { register, bans, length, store, now } = this.#parts;
    const { vin } = details;
    const [vehicle, bannedUntil, taken] = await Promise.all([
      register.find(vin),
      bans.until(owner),
      store.isTaken(vin),
    ]);
    const ineligible = ineligibleBy({ vehicle, bannedUntil, taken, length }, details, owner, now());
    return ineligible ?? { model: vehicle?.model ?? '', selection: store.selectionOf(vin) };
  }

  async #commit(account: Account, kept: Kept, digest: string, { input, send }: Prepared): Promise<Stepped> {
    const { store, codeLimits, now } = this.#parts;
    const { next, refusal } = decide(kept.record, input, now(), codeLimits);
    const answer = refusal === undefined ? null : refusedBy(refusal);
    if (next === kept.record) return answer === null ? { kept, refusal: null } : { kept, ...answer };
    const last = { digest, refusal: answer === null ? null : JSON.stringify(answer.refusal) };
    const outcome = await store.save(account, kept.version, next, last);
    if (outcome === 'vehicleTaken') return { kept, ...refusedBy({ code: outcome, field: 'vin' }) };
    if (outcome === 'versionMoved') return answerOld(await this.read(account), kept.version, digest);
    const saved: Kept = { version: kept.version + 1, record: next, last };
    // Noted first, sent then: two requests at once send one code, and a code that was sent is one that works.
    const unsent = send === undefined ? null : await this.#send(account, send);
    if (unsent !== null) return this.#takeBack(account, saved, digest, unsent);
    return answer === null ? { kept: saved, refusal: null } : { kept: saved, ...answer };
  }

  /** Sends a code; answers why it was not sent, or null. */
  async #send({ phone }: Account, code: string): Promise<Refused | null> {
    const text = `【选号】验证码 ${code}，用于确认您填写的选号申请，请勿告知他人。`;
    const sent = await this.#parts.gateway.send({ to: phone, purpose: 'code', text });
    if (sent === 'sent') return null;
    return typeof sent === 'string' ? refused(sent) : refused(sent.refused, { notBefore: sent.notBefore });
  }

  async #takeBack(account: Account, kept: Kept, digest: string, answer: Refused): Promise<Stepped> {
    const { store, codeLimits, now } = this.#parts;
    const sent = kept.record.stage === 'review' ? kept.record.code.digest : null;
    const { next } = decide(kept.record, { kind: 'codeNotSent', digest: sent ?? '' }, now(), codeLimits);
    await store.save(account, kept.version, next, { digest, refusal: JSON.stringify(answer.refusal) });
    return { kept: await this.read(account), ...answer };
  }
}

type Prepared = { readonly input: FormInput /** The code to be sent, once it is noted. */; readonly send?: string };
type Refused = { readonly refusal: Refusal; readonly fields: readonly FieldProblem[] };

const refused = (code: RefusalCode, facts?: RefusalFacts): Refused => ({ refusal: refuse(code, facts), fields: [] });

const refusedBy = ({ code, field, facts }: Ineligible): Refused => ({
  refusal: refuse(code, facts),
  fields: field === undefined ? [] : [problemOf(field, code)],
});

/** A step on a version that has moved on: the very step that moved it, or one that must look again. */
const answerOld = (kept: Kept, version: number, digest: string): Stepped => {
  if (kept.last?.digest !== digest || kept.version <= version) return { kept, ...refused('staleVersion') };
  if (kept.last.refusal === null) return { kept, refusal: null };
  return { kept, refusal: refusalSchema.parse(JSON.parse(kept.last.refusal)), fields: [] };
};
