import { useState } from 'preact/hooks';
import type { FormTexts } from '../../texts/forms/zh.ts';
import { useFormTexts } from './form-texts.ts';
import type { Form } from './use-form.ts';

type Values<N extends string> = Readonly<Record<N, string>>;

/** The values of a form's fields, and by name the properties that every field needs. */
export const useFields = <N extends keyof FormTexts['field']>(form: Form, initial: Values<N>) => {
  const texts = useFormTexts();
  const [values, setValues] = useState(initial);
  const change = (changed: Partial<Values<N>>): void => {
    setValues((all) => ({ ...all, ...changed }));
    for (const name of Object.keys(changed)) form.touched(name);
  };
  const field = (name: N) => ({
    name,
    label: texts.field[name],
    value: values[name],
    wrongs: form.wrongs,
    onChange: (value: string) => change({ [name]: value } as Values<N>),
  });
  return { values, change, field };
};
