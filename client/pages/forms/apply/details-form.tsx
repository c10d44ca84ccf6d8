import { useState } from 'preact/hooks';
import type { ApplicationDetails, ApplicationView } from '../../../../protocol/http/application.ts';
import { codeOf } from '../../../../protocol/normal-form.ts';
import type { FormsApi } from '../../../lib/forms-api.ts';
import { Action } from '../../parts/action.tsx';
import { Field } from '../field.tsx';
import { useFormTexts } from '../form-texts.ts';
import { FormTrouble } from '../form-trouble.tsx';
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

/** What is asked for (ELIG-2); after going back, what had been entered is there to be corrected. */
export const DetailsForm = ({ api, form, view, take }: Props) => {
  const texts = useFormTexts();
  const [details, setDetails] = useState<ApplicationDetails>(view.details ?? EMPTY);
  const submit = (event: Event): void => {
    event.preventDefault();
    void take(() => api.enterDetails(view.version, details));
  };
  const field = (name: Name) => ({
    name,
    label: texts.field[name],
    required: view.required.includes(name),
    value: details[name],
    wrongs: form.wrongs,
    onChange: (value: string) => {
      setDetails((all) => ({ ...all, [name]: value }));
      form.touched(name);
    },
  });
  return (
    <form class="form" noValidate onSubmit={submit}>
      <p>{texts.apply.detailsHint}</p>
      <DemoVehicles
        onFill={(vehicle) => {
          setDetails((all) => ({ ...all, ...vehicle }));
          for (const name of Object.keys(vehicle)) form.touched(name);
        }}
      />
      <p class="hint">{texts.required}</p>
      <Field {...field('vin')} hint={texts.field.vinHint} />
      {!isDigitalInvoice(details.invoiceNumber) && (
        <Field {...field('invoiceCode')} hint={texts.field.invoiceCodeHint} inputMode="numeric" />
      )}
      <Field {...field('invoiceNumber')} inputMode="numeric" />
      <Field {...field('address')} autocomplete="street-address" />
      <Field {...field('contactName')} autocomplete="name" />
      <Field {...field('contactMobile')} inputMode="tel" autocomplete="tel-national" />
      <FormTrouble form={form} />
      <Action kind="main" type="submit" testId="to-review" busy={form.busy}>
        {texts.apply.toReview}
      </Action>
    </form>
  );
};
