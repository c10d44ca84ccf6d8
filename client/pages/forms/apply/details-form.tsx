import type { ApplicationDetails, ApplicationView } from '../../../../protocol/http/application.ts';
import { codeOf } from '../../../../protocol/normal-form.ts';
import type { FormsApi } from '../../../lib/forms-api.ts';
import { Action } from '../../parts/action.tsx';
import { Field } from '../field.tsx';
import { useFormTexts } from '../form-texts.ts';
import { FormTrouble } from '../form-trouble.tsx';
import { useFields } from '../use-fields.ts';
import type { Form } from '../use-form.ts';
import type { Take } from './apply.tsx';
import { DemoVehicles } from './demo-vehicles.tsx';

const EMPTY: ApplicationDetails = {
  vin: '',
  invoiceCode: '',
  invoiceNumber: '',
  address: '',
  contactName: '',
  contactMobile: '',
};
type Name = keyof ApplicationDetails;

/** A fully digital invoice has a number of twenty digits, and no code. */
const isDigitalInvoice = (invoiceNumber: string): boolean => /^\d{20}$/.test(codeOf(invoiceNumber));

type Props = {
  readonly api: FormsApi;
  readonly form: Form;
  readonly view: Extract<ApplicationView, { stage: 'details' }>;
  readonly take: Take;
};

/** The required data (ELIG-2); after going back, the entries are there to be corrected. */
export const DetailsForm = ({ api, form, view, take }: Props) => {
  const texts = useFormTexts();
  const { values: details, change, field } = useFields(form, view.details ?? EMPTY);
  const submit = (event: Event): void => {
    event.preventDefault();
    void take(() => api.enterDetails(view.version, details));
  };
  const asked = (name: Name) => ({ ...field(name), required: view.required.includes(name) });
  return (
    <form class="form" noValidate onSubmit={submit}>
      <p>{texts.apply.detailsHint}</p>
      <DemoVehicles onFill={change} />
      <p class="hint">{texts.required}</p>
      <Field {...asked('vin')} hint={texts.field.vinHint} />
      {!isDigitalInvoice(details.invoiceNumber) && (
        <Field {...asked('invoiceCode')} hint={texts.field.invoiceCodeHint} inputMode="numeric" />
      )}
      <Field {...asked('invoiceNumber')} inputMode="numeric" />
      <Field {...asked('address')} autocomplete="street-address" />
      <Field {...asked('contactName')} autocomplete="name" />
      <Field {...asked('contactMobile')} inputMode="tel" autocomplete="tel-national" />
      <FormTrouble form={form} />
      <Action kind="main" type="submit" testId="to-review" busy={form.busy}>
        {texts.apply.toReview}
      </Action>
    </form>
  );
};
