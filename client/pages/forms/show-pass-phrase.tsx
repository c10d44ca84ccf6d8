import { useFormTexts } from './form-texts.ts';
import { Tick } from './tick.tsx';

type Props = { readonly shown: boolean; readonly onChange: (shown: boolean) => void };

/** Shows the typed pass-phrase, instead of asking for it twice. */
export const ShowPassPhrase = ({ shown, onChange }: Props) => {
  const { field } = useFormTexts();
  return <Tick name="show-pass-phrase" label={field.show} checked={shown} onChange={onChange} />;
};
