import type { DeskAnswerOf, DeskRequestOf } from '../../protocol/desk/desk-client-to-server.ts';
import { maskIdNumber, maskName } from '../checks/mask.ts';
import type { SigningForm, SigningInPerson } from '../identity/signing-in-person.ts';
import { type Acted, acted, refused } from './said.ts';

type Signed = DeskAnswerOf<'signPerson'>;

/** Signing in person, as a clerk asks for it (ACCT-1, ACCT-2). */
export class DeskSigning {
  readonly #signing: Pick<SigningInPerson, 'sign'>;

  constructor(signing: Pick<SigningInPerson, 'sign'>) {
    this.#signing = signing;
  }

  person({ id, name, idNumber, mobile }: DeskRequestOf<'signPerson'>): Promise<Acted<Signed>> {
    const subject = `${maskName(name)} ${maskIdNumber(idNumber)}`;
    return this.#sign({ kind: 'individual', name, idNumber, mobile }, id, subject);
  }

  organisation({ id, ...form }: DeskRequestOf<'signOrganisation'>): Promise<Acted<Signed>> {
    return this.#sign({ kind: 'organisation', ...form }, id, `${form.name} ${maskIdNumber(form.creditCode)}`);
  }

  async #sign(form: SigningForm, id: string, subject: string): Promise<Acted<Signed>> {
    const signed = await this.#signing.sign(form, id);
    if (signed.outcome === 'formWrong') return refused('formWrong', { subject }, signed.problems);
    const { outcome, userName, renewed, message } = signed;
    return acted({ outcome, userName, renewed, message }, { subject, after: { kind: form.kind, userName, renewed } });
  }
}
