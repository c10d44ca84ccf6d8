import type { FieldProblem } from '../../protocol/form-problems.ts';
import type { SmsGateway } from '../checks/sms/gateway.ts';
import type { AccountStore, Person, StoredAccount } from './account-store.ts';
import type { OwnerId } from './accounts.ts';
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

  constructor(accounts: AccountStore, sessions: Sessions, gateway: SmsGateway) {
    this.#accounts = accounts;
    this.#sessions = sessions;
    this.#gateway = gateway;
  }

  /** Signs one person or organisation; `problems` where the form is wrong, and then nothing is done. */
  async sign(
    form: SigningForm,
  ): Promise<Signed | { readonly outcome: 'formWrong'; readonly problems: FieldProblem[] }> {
    const read = form.kind === 'individual' ? readIndividual(form) : readOrganisation(form);
    if (read.problems.length > 0) return { outcome: 'formWrong', problems: read.problems };
    const { person } = read;
    const owner = this.#accounts.ownerOf(form.kind, person.number);
    const passPhrase = makePassPhrase();
    const passHash = await hashPassPhrase(passPhrase);
    const account: Omit<StoredAccount, 'person'> = { owner, kind: form.kind, inPerson: true, mustChange: true };
    const renewed = await this.#accounts.change(owner, { ...account, person: { ...person, userName: '' } }, passHash);
    if (!renewed) await this.#create(account, person, passHash);
    await this.#sessions.endAll(owner);
    const userName = (await this.#accounts.read(owner))?.person.userName ?? '';
    const text = `【选号】您已完成面签。用户名 ${userName}，初始口令 ${passPhrase}，首次登录须修改口令，请勿告知他人。`;
    const message = await this.#gateway.send({ to: person.mobile, purpose: 'account', text });
    return { outcome: 'signed', owner, userName, renewed, message };
  }

  async #create(
    account: Omit<StoredAccount, 'person'>,
    person: Omit<Person, 'userName'>,
    passHash: string,
  ): Promise<void> {
    for (;;) {
      const made = await this.#accounts.create(
        { ...account, person: { ...person, userName: makeUserName() } },
        passHash,
      );
      if (made === 'created') return;
      // Registered on the web at this very moment.
      if (made === 'alreadyRegistered') {
        await this.#accounts.change(account.owner, { ...account, person: { ...person, userName: '' } }, passHash);
        return;
      }
    }
  }
}

type Read = { readonly problems: FieldProblem[]; readonly person: Omit<Person, 'userName'> };

const readIndividual = (form: Extract<SigningForm, { kind: 'individual' }>): Read => {
  const { values, problems } = readForm({ name: 'name', idNumber: 'idNumber', mobile: 'mobile' }, form);
  return { problems, person: { name: values.name, number: values.idNumber, mobile: values.mobile, agent: null } };
};

const readOrganisation = (form: Extract<SigningForm, { kind: 'organisation' }>): Read => {
  const { values, problems } = readForm(
    { name: 'name', creditCode: 'creditCode', agentName: 'name', agentIdNumber: 'idNumber', mobile: 'mobile' },
    form,
  );
  const agent = { name: values.agentName, idNumber: values.agentIdNumber };
  return { problems, person: { name: values.name, number: values.creditCode, mobile: values.mobile, agent } };
};
