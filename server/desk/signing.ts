import type { DeskAnswerOf, DeskRequestOf } from '../../protocol/desk/client-to-server.ts';
import type { ProposalId } from '../../protocol/desk/proposals.ts';
import { maskIdNumber, maskName, maskPhone } from '../checks/mask.ts';
import type { PersonalData } from '../identity/personal-data.ts';
import type { SigningForm, SigningInPerson } from '../identity/signing-in-person.ts';
import type { DeskAccount } from './accounts.ts';
import type { Deeds, ToConfirm } from './proposals.ts';
import { type Acted, acted, refused } from './result.ts';

type Signed = DeskAnswerOf<'signPerson'>;
type PersonRequest = DeskRequestOf<'signPerson'>;
type OrganisationRequest = DeskRequestOf<'signOrganisation'>;

/** Registration in person by a clerk (ACCT-1, ACCT-2). Signing an applicant again takes two people. */
export class DeskSigning {
  readonly #signing: Pick<SigningInPerson, 'sign' | 'signedBefore'>;
  readonly #personal: Pick<PersonalData, 'hash'>;

  constructor(signing: Pick<SigningInPerson, 'sign' | 'signedBefore'>, personal: Pick<PersonalData, 'hash'>) {
    this.#signing = signing;
    this.#personal = personal;
  }

  get deeds(): Pick<Deeds, 'signPerson' | 'signOrganisation'> {
    return {
      signPerson: {
        does: (request, _, account) => this.#sign(personIn(request), request.id, account),
        toConfirm: (request, proposal) => this.#toConfirm(personIn(request), proposal),
      },
      signOrganisation: {
        does: (request, _, account) => this.#sign(organisationIn(request), request.id, account),
        toConfirm: (request, proposal) => this.#toConfirm(organisationIn(request), proposal),
      },
    };
  }

  async #toConfirm(form: SigningForm, proposal?: ProposalId): Promise<ToConfirm | null> {
    const before = await this.#signing.signedBefore(form, proposal);
    if (before === null) return null;
    const { from, to, basis } = before;
    const mobiles = { from: maskPhone(from), to: maskPhone(to) };
    const nothing = { reason: '', plates: [], positions: null, opensAt: null };
    return { shown: { subject: subjectOf(form), mobiles, ...nothing }, basis: this.#personal.hash('signed', basis) };
  }

  async #sign(form: SigningForm, id: string, by: DeskAccount): Promise<Acted<Signed>> {
    const subject = subjectOf(form);
    const signed = await this.#signing.sign(form, id, by.ofDemo);
    if (signed.outcome === 'accountOutlastsDemo') return refused(signed.outcome, { subject });
    if (signed.outcome === 'formWrong') return refused('formWrong', { subject }, signed.problems);
    const { outcome, userName, renewed, message, former } = signed;
    const after = { kind: form.kind, userName, renewed, former };
    return acted({ outcome, userName, renewed, message, former }, { subject, after });
  }
}

const personIn = ({ name, idNumber, mobile }: PersonRequest): SigningForm => ({
  kind: 'individual',
  name,
  idNumber,
  mobile,
});
const organisationIn = ({ id: _, ...form }: OrganisationRequest): SigningForm => ({ kind: 'organisation', ...form });

const subjectOf = (form: SigningForm): string =>
  form.kind === 'individual'
    ? `${maskName(form.name)} ${maskIdNumber(form.idNumber)}`
    : `${form.name} ${maskIdNumber(form.creditCode)}`;
