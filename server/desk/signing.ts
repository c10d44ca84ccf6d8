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

type Parts = {
  readonly signing: Pick<SigningInPerson, 'sign' | 'signedBefore'>;
  readonly personal: Pick<PersonalData, 'hash'>;
};

/** The actions of registration in person by a clerk (ACCT-1, ACCT-2). Signing an applicant again takes two people. */
export const signingDeeds = ({ signing, personal }: Parts): Pick<Deeds, 'signPerson' | 'signOrganisation'> => {
  const sign = async (form: SigningForm, id: string, by: DeskAccount): Promise<Acted<Signed>> => {
    const subject = subjectOf(form);
    const signed = await signing.sign(form, id, by.ofDemo);
    if (signed.outcome === 'accountOutlastsDemo') return refused(signed.outcome, { subject });
    if (signed.outcome === 'formWrong') return refused('formWrong', { subject }, signed.problems);
    const { outcome, userName, renewed, message, former } = signed;
    const after = { kind: form.kind, userName, renewed, former };
    return acted({ outcome, userName, renewed, message, former }, { subject, after });
  };
  const toConfirm = async (form: SigningForm, proposal?: ProposalId): Promise<ToConfirm | null> => {
    const before = await signing.signedBefore(form, proposal);
    if (before === null) return null;
    const { from, to, basis } = before;
    const mobiles = { from: maskPhone(from), to: maskPhone(to) };
    const nothing = { reason: '', plates: [], positions: null, opensAt: null };
    return { shown: { subject: subjectOf(form), mobiles, ...nothing }, basis: personal.hash('signed', basis) };
  };
  return {
    signPerson: {
      does: (request, _, account) => sign(personIn(request), request.id, account),
      toConfirm: (request, proposal) => toConfirm(personIn(request), proposal),
    },
    signOrganisation: {
      does: (request, _, account) => sign(organisationIn(request), request.id, account),
      toConfirm: (request, proposal) => toConfirm(organisationIn(request), proposal),
    },
  };
};

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
