import { randomBytes, randomUUID } from 'node:crypto';
import type { FieldProblem } from '../../protocol/form-problems.ts';
import type { SmsGateway } from '../checks/sms/gateway.ts';
import type { AccountStore, FarewellMessage, Person, StoredAccount } from './account-store.ts';
import type { OwnerId } from './accounts.ts';
import { readForm } from './form.ts';
import { hashPassPhrase, makePassPhrase } from './pass-phrases.ts';
import { makeUserName } from './registration.ts';
import type { Sessions } from './sessions.ts';

/** The form of signing in person, as the clerk typed it (ACCT-1, ACCT-2). */
export type SigningForm =
  | { readonly kind: 'individual'; readonly name: string; readonly idNumber: string; readonly mobile: string }
  | {
      readonly kind: 'organisation';
      readonly name: string;
      readonly creditCode: string;
      /** The one agent named by the sealed authorisation; messages go to the agent's mobile. */
      readonly agentName: string;
      readonly agentIdNumber: string;
      readonly mobile: string;
    };

export type Signed = {
  readonly outcome: 'signed';
  readonly owner: OwnerId;
  readonly userName: string;
  /** The account existed before: it keeps its user name, and all its sessions have ended. */
  readonly renewed: boolean;
  /** With `gatewayDown`, sign again: each signing sends a new pass-phrase. */
  readonly message: 'sent' | 'gatewayDown';
  /** Whether the account's former mobile got a message; `none` if it had no other one. */
  readonly former: 'sent' | 'gatewayDown' | 'none';
};

/** The desk at which signing is done, and its clock. */
type Place = {
  readonly desk: string;
  readonly now: () => number;
  readonly timeAt: (instant: number) => string;
  /** How long the first pass-phrase is valid, in ms. */
  readonly firstLifeMs: number;
};

/**
 * Signing in person (面签), for the desk. It creates an account, or raises one that was registered on the web. Either way
 * a new pass-phrase goes out by SMS and must be changed at the first sign-in (ACCT-3). A former user of the account, who
 * may have registered with another person's identity number, is signed out and cannot sign in again.
 */
export class SigningInPerson {
  readonly #accounts: AccountStore;
  readonly #sessions: Sessions;
  readonly #gateway: SmsGateway;
  readonly #place: Place;

  constructor(accounts: AccountStore, sessions: Sessions, gateway: SmsGateway, place: Place) {
    this.#accounts = accounts;
    this.#sessions = sessions;
    this.#gateway = gateway;
    this.#place = place;
  }

  /**
   * Signs one person or organisation; does nothing if the form is wrong.
   *
   * The account is written first, with the pass-phrase for its message, sealed. Then the gateway gets the message, and
   * then the pass-phrase is forgotten. If a server dies in between and the same command comes again, the account stays
   * as it is. The message is sent again, unless the gateway certainly has it: word for word the same, under the same id,
   * so that the second one contradicts nothing in the first.
   *
   * @param command the id of the clerk's command; absent if nobody can repeat it
   * @param inDemo whether a demo's clerk signs: the account ends with the demo; an account from outside is left alone
   */
  async sign(
    form: SigningForm,
    command: string = randomUUID(),
    inDemo = false,
  ): Promise<
    | Signed
    | { readonly outcome: 'formWrong'; readonly problems: FieldProblem[] }
    | { readonly outcome: 'accountOutlastsDemo' }
  > {
    const read = readSigning(form, this.#place.now());
    if (read.problems.length > 0) return { outcome: 'formWrong', problems: read.problems };
    const owner = this.#accounts.ownerOf(form.kind, read.person.number);
    const before = await this.#accounts.read(owner);
    if (inDemo && before !== undefined && before.madeInDemo !== true) return { outcome: 'accountOutlastsDemo' };
    const signed = {
      owner,
      kind: form.kind,
      inPerson: true,
      mustChange: true,
      madeInDemo: inDemo,
      firstEndsAt: this.#place.now() + this.#place.firstLifeMs,
    };
    const account = before?.signing?.command === command ? before : await this.#write(signed, read, command);
    const { userName } = account.person;
    const { renewed = false, letter = null } = account.signing ?? {};
    if (letter === null) {
      const had = account.signing?.before?.mobile ?? account.person.mobile;
      const former = had === account.person.mobile ? 'none' : 'sent';
      return { outcome: 'signed', owner, userName, renewed, message: 'sent', former };
    }
    await this.#sessions.endAll(owner);
    const { timeAt } = this.#place;
    const until = account.firstEndsAt === undefined ? '' : `${timeAt(account.firstEndsAt)} 前有效，`;
    const text = `【选号】您已完成面签。用户名 ${userName}，初始口令 ${letter.passPhrase}，${until}首次登录须修改口令，请勿告知他人。`;
    const to = account.person.mobile;
    const message = await this.#gateway.send({ to, purpose: 'account', text, id: letter.id });
    const former = letter.former == null ? 'none' : await this.#gateway.send({ ...letter.former, purpose: 'account' });
    await this.#accounts.forgetLetter(owner, command);
    return { outcome: 'signed', owner, userName, renewed, message, former };
  }

  /**
   * The facts for a second person to check, if the account was signed in person before: both mobiles, and a text that
   * changes with any fact of the account. Null for a first signing and for a wrong form. Null also if the first
   * pass-phrase, never used, goes to the same person at the same mobile again: nobody loses anything by that.
   *
   * @param command changes already written by this command do not count: the facts are those from before it
   */
  async signedBefore(
    form: SigningForm,
    command?: string,
  ): Promise<{ readonly from: string; readonly to: string; readonly basis: string } | null> {
    const read = readSigning(form, this.#place.now());
    if (read.problems.length > 0) return null;
    const account = await this.#accounts.read(this.#accounts.ownerOf(form.kind, read.person.number));
    if (account === undefined || !account.inPerson) return null;
    const { userName: _, ...person } = account.person;
    const isSame = JSON.stringify(sorted(person)) === JSON.stringify(sorted(read.person));
    const { signing: last } = account;
    if (command !== undefined && last?.command === command)
      return { from: last.before?.mobile ?? person.mobile, to: person.mobile, basis: last.before?.basis ?? '' };
    if (isSame && account.mustChange) return null;
    return { from: person.mobile, to: read.person.mobile, basis: basisOf(account) };
  }

  /** Creates or renews the account, with a new pass-phrase. */
  async #write(
    signed: Omit<StoredAccount, 'person' | 'signing'>,
    { person }: Read,
    command: string,
  ): Promise<StoredAccount> {
    const { owner } = signed;
    const passPhrase = makePassPhrase();
    const passHash = await hashPassPhrase(passPhrase);
    const letter = { id: randomBytes(16).toString('base64url'), passPhrase };
    for (;;) {
      const before = await this.#accounts.read(owner);
      const former = before === undefined ? null : this.#farewell(before.person, person.mobile);
      const was = before === undefined ? null : { mobile: before.person.mobile, basis: basisOf(before) };
      const renewing = {
        ...signed,
        person: { ...person, userName: '' },
        signing: { command, renewed: true, letter: { ...letter, former }, before: was },
      };
      const known = (await this.#accounts.change(owner, renewing, passHash)) && (await this.#accounts.read(owner));
      if (known) return known;
      const signing = { command, renewed: false, letter };
      const fresh: StoredAccount = { ...signed, person: { ...person, userName: makeUserName() }, signing };
      // Otherwise the user name is taken, or the account was registered on the web at this very moment: try again.
      if ((await this.#accounts.create(fresh, passHash)) === 'created') return fresh;
    }
  }

  /** The message to the account's former mobile, whose owner may not know of the change. */
  #farewell({ userName, mobile: to }: Person, next: string): FarewellMessage | null {
    if (to === next) return null;
    const { desk, now, timeAt } = this.#place;
    const text = `【选号】用户 ${userName} 的账号已于 ${timeAt(now())} 在${desk}重新面签，联系手机已变更，本手机不再接收该账号的短信。如非本人办理，请立即联系车管所。`;
    return { id: randomBytes(16).toString('base64url'), to, text };
  }
}

const basisOf = ({ person, inPerson, kind }: StoredAccount): string => JSON.stringify([kind, inPerson, sorted(person)]);
const sorted = (facts: object) => Object.entries(facts).toSorted(([a], [b]) => (a < b ? -1 : 1));

type Read = { readonly problems: FieldProblem[]; readonly person: Omit<Person, 'userName'> };

const readSigning = (form: SigningForm, now: number): Read =>
  form.kind === 'individual' ? readIndividual(form, now) : readOrganisation(form, now);

const readIndividual = (form: Extract<SigningForm, { kind: 'individual' }>, now: number): Read => {
  const { values, problems } = readForm({ name: 'name', idNumber: 'idNumber', mobile: 'mobile' }, form, now);
  return { problems, person: { name: values.name, number: values.idNumber, mobile: values.mobile, agent: null } };
};

const readOrganisation = (form: Extract<SigningForm, { kind: 'organisation' }>, now: number): Read => {
  const { values, problems } = readForm(
    { name: 'name', creditCode: 'creditCode', agentName: 'name', agentIdNumber: 'idNumber', mobile: 'mobile' },
    form,
    now,
  );
  const agent = { name: values.agentName, idNumber: values.agentIdNumber };
  return { problems, person: { name: values.name, number: values.creditCode, mobile: values.mobile, agent } };
};
