import { Notice } from '../parts/notice.tsx';
import { useFormTexts } from './form-texts.ts';
import type { Form } from './use-form.ts';

/** What stopped the form as a whole: how many fields are to be corrected, or the refusal. */
export const FormTrouble = ({ form: { wrongs, trouble } }: { readonly form: Form }) => {
  const texts = useFormTexts();
  return <Notice trouble={wrongs.length > 0 ? { sentence: texts.toCorrect(wrongs.length) } : trouble} />;
};
