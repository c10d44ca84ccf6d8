import type { ApplicationView } from '../../../../protocol/http/application.ts';
import { useFormTexts } from '../form-texts.ts';

export type ReviewView = Extract<ApplicationView, { stage: 'review' }>;

/** All data on authority, person, vehicle and contact, to check in ten seconds (FLOW-1). */
export const Summary = ({ view }: { readonly view: ReviewView }) => {
  const { apply, field, account } = useFormTexts();
  const { authority, person, vehicle, details } = view;
  const facts = [
    [apply.authority, authority.prefix],
    [apply.person, `${person.name} · ${account[person.kind]}`],
    [apply.model, vehicle.model],
    [apply.vehicle, details.vin],
    ...(details.invoiceCode === '' ? [] : [[field.invoiceCode, details.invoiceCode] as const]),
    [field.invoiceNumber, details.invoiceNumber],
    [field.address, details.address],
    [apply.contact, `${details.contactName} ${details.contactMobile}`],
    [apply.codesTo, person.phone],
  ] as const;
  return (
    <dl class="facts" data-testid="summary">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd class="digits">{value}</dd>
        </div>
      ))}
    </dl>
  );
};
