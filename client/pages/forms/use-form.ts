import { useLayoutEffect, useState } from 'preact/hooks';
import type { FieldProblem } from '../../../protocol/form-problems.ts';
import type { Working } from '../../lib/ask.ts';
import type { FormAnswer } from '../../lib/forms-api.ts';
import type { Trouble } from '../parts/notice.tsx';
import { useHttp } from '../parts/use-http.ts';
import { inBoth } from './form-texts.ts';

/** A problem of one field in both languages, from the server or the page. */
export type Wrong = Pick<FieldProblem, 'field' | 'zh' | 'en'> & { readonly code: string };

/** A problem that the page itself finds: an empty field. */
export const missing = (field: string): Wrong => ({ field, code: 'missing', ...inBoth((texts) => texts.missing) });

/**
 * One form, or one step of a form: one request at a time, and the problems of its fields. After a refusal the first
 * wrong field takes the focus.
 */
export const useForm = () => {
  const http = useHttp();
  const [wrongs, setWrongs] = useState<readonly Wrong[]>([]);
  const [refusals, count] = useState(0);

  // Before the next key press, which belongs there.
  useLayoutEffect(() => {
    if (refusals > 0) document.querySelector<HTMLElement>('#content [aria-invalid=true]')?.focus();
  }, [refusals]);

  const refuse = (fields: readonly Wrong[], why: Trouble | null = null): void => {
    setWrongs(fields);
    http.setTrouble(why);
    count((n) => n + 1);
  };
  /** Asks; resolves to the answer, or to null while another request is under way. The form shows a refusal. */
  const ask = async <A extends FormAnswer<unknown>>(asking: (working: Working) => Promise<A>): Promise<A | null> => {
    const answer = await http.ask(asking);
    if (answer?.ok) setWrongs([]);
    else if (answer !== null) {
      const fields = answer.said?.fields ?? [];
      refuse(fields, fields.length > 0 ? null : (answer.refusal ?? 'unreachable'));
    }
    return answer;
  };
  return {
    busy: http.busy,
    trouble: http.trouble,
    wrongs,
    refuse,
    ask,
    /** A changed field loses its problem. */
    touched: (field: string): void => setWrongs((all) => all.filter((each) => each.field !== field)),
  };
};
export type Form = ReturnType<typeof useForm>;
