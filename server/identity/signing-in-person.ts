import { randomBytes, randomUUID } from 'node:crypto';
import type { FieldProblem } from '../../protocol/form-problems.ts';
import type { SmsGateway } from '../checks/sms/gateway.ts';
import type { AccountStore, Person, StoredAccount } from './account-store.ts';
import type { AccountKind, OwnerId } from './accounts.ts';
import { readForm } from './form.ts';
import { hashPassPhrase, makePassPhrase } from './pass-phrases.ts';
import { makeUserName } from './registration.ts';
import type { Sessions } from './sessions.ts';

/** Whom a desk signs in person, as the clerk typed it (ACCT-1, ACCT-2). */
export type SigningForm =
  | { readonly kind: 'individual'; readonly name: string; readonly idNumber: string; readonly mobile: string }
  | {
      readonly kind: 'organisation';
      readonly name: string;
      readonly creditCode: string;
      /** The one agent whom the sealed authorisation names; messages go to the agent's mobile. */
      readonly agentName: string;
      readonly agentIdNumber: string;
      readonly mobile: string;
    };

export type Signed = {
  readonly outcome: 'signed';
  readonly owner: OwnerId;
  readonly userName: string;
  /** There was an account before; it keeps its user name, and all of its sessions have ended. */
  readonly renewed: boolean;
  /** Where the message was not taken, sign again: each signing sends a new pass-phrase. */
  readonly message: 'sent' | 'gatewayDown';
};

/**
 * Signing in person (面签), for the desk. It makes an account, or raises one that was registered on the web; either way
 * a new pass-phrase goes out by SMS and must be changed at the first sign-in (ACCT-3). Whoever used the account before,
 * perhaps under another's identity number, is signed out and cannot come back.
 */
export class SigningInPerson {
  readonly #accounts: AccountStore;
  readonly #sessions: Sessions;
  readonly #gateway: SmsGateway;
  readonly #now: () => number;

  constructor(accounts: AccountStore, sessions: Sessions, gateway: SmsGateway, now: () => number = Date.now) {
    this.#now = now;
    this.#accounts = accounts;
    this.#sessions = sessions;
    this.#gateway = gateway;
  }

  /**
   * Signs one person or organisation; `problems` where the form is wrong, and then nothing is done.
   *
   * The account is written first, with the pass-phrase that its message is to carry, sealed; then the message is handed
   * on; then the pass-phrase is forgotten. Where a server dies in between and the same command comes again, the account
   * stays as it is, and the message goes out unless it was handed on for certain: word for word the same, under the same
   * id, so that a second one neither confuses nor makes the first one void.
   *
   * @param command the id of the clerk's command; a signing that nobody can send again needs none
   */
  async sign(
    form: SigningForm,
    command: string = randomUUID(),
  ): Promise<Signed | { readonly outcome: 'formWrong'; readonly problems: FieldProblem[] }> {
    const read = form.kind === 'individual' ? readIndividual(form, this.#now()) : readOrganisation(form, this.#now());
    if (read.problems.length > 0) return { outcome: 'formWrong', problems: read.problems };
    const owner = this.#accounts.ownerOf(form.kind, read.person.number);
    const before = await this.#accounts.read(owner);
    const account = before?.signing?.command === command ? before : await this.#write(owner, form.kind, read, command);
    const { userName } = account.person;
    const { renewed = false, letter = null } = account.signing ?? {};
    if (letter === null) return { outcome: 'signed', owner, userName, renewed, message: 'sent' };
    await this.#sessions.endAll(owner);
    const text = `【选号】您已完成面签。用户名 ${userName}，初始口令 ${letter.passPhrase}，首次登录须修改口令，请勿告知他人。`;
    const to = account.person.mobile;
    const message = await this.#gateway.send({ to, purpose: 'account', text, id: letter.id });
    await this.#accounts.forgetLetter(owner, command);
    return { outcome: 'signed', owner, userName, renewed, message };
  }

  /** Makes the account, or renews the one that is there; either way with a new pass-phrase. */
  async #write(owner: OwnerId, kind: AccountKind, { person }: Read, command: string): Promise<StoredAccount> {
    const passPhrase = makePassPhrase();
    const passHash = await hashPassPhrase(passPhrase);
    const letter = { id: randomBytes(16).toString('base64url'), passPhrase };
    const signed = { owner, kind, inPerson: true, mustChange: true };
    for (;;) {
      const renewing = { ...signed, person: { ...person, userName: '' }, signing: { command, renewed: true, letter } };
      const known = (await this.#accounts.change(owner, renewing, passHash)) && (await this.#accounts.read(owner));
      if (known) return known;
      const signing = { command, renewed: false, letter };
      const fresh: StoredAccount = { ...signed, person: { ...person, userName: makeUserName() }, signing };
      // Else its user name is somebody's already, or it was registered on the web at this very moment.
      if ((await this.#accounts.create(fresh, passHash)) === 'created') return fresh;
    }
  }
}

type Read = { readonly problems: FieldProblem[]; readonly person: Omit<Person, 'userName'> };

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
