import { useState } from 'preact/hooks';
import { Notice } from '../../pages/parts/notice.tsx';
import { useDesk } from '../desk.ts';
import { Confirm } from '../parts/confirm.tsx';
import { Done } from '../parts/done.tsx';
import { Field } from '../parts/field.tsx';
import { useCommand } from '../parts/use-command.ts';
import { daysIn } from './days.ts';

type Props = { readonly known: readonly number[]; readonly onLoaded: () => Promise<void> };
const NOTHING = { year: '', holidays: '', makeUpDays: '' };

/** Loads a year's holidays and make-up days, as the State Council publishes them. */
export const LoadYear = ({ known, onLoaded }: Props) => {
  const texts = useDesk().language.texts.value;
  const [form, setForm] = useState(NOTHING);
  const [wrong, setWrong] = useState<Readonly<Record<string, string>>>({});
  const [done, setDone] = useState<string | null>(null);
  const { busy, trouble, problems, run } = useCommand();
  const year = Number(form.year);
  const holidays = daysIn(form.holidays);
  const makeUpDays = daysIn(form.makeUpDays);

  const check = (): boolean => {
    const found: Record<string, string> = {};
    if (!Number.isInteger(year) || year < 2000 || year > 2200) found['year'] = texts.calendar.wrongYear;
    if (holidays.days.length === 0) found['holidays'] = texts.common.required;
    if (holidays.wrong.length > 0) found['holidays'] = texts.calendar.wrongDays(holidays.wrong.slice(0, 5).join(' '));
    if (makeUpDays.wrong.length > 0)
      found['makeUpDays'] = texts.calendar.wrongDays(makeUpDays.wrong.slice(0, 5).join(' '));
    setWrong(found);
    setDone(null);
    return Object.keys(found).length === 0;
  };
  const load = async (): Promise<void> => {
    const request = { year, holidays: [...holidays.days], makeUpDays: [...makeUpDays.days] };
    const answer = await run('loadCalendarYear', request);
    if (answer === null) return;
    setDone(texts.calendar.loaded(answer.year));
    setForm(NOTHING);
    await onLoaded();
  };
  const field = (name: keyof typeof NOTHING, label: string, hint: string | undefined, rows: number | undefined) => (
    <Field
      name={name}
      label={label}
      hint={hint}
      required={name !== 'makeUpDays'}
      type={name === 'year' ? 'number' : 'text'}
      {...(rows === undefined ? {} : { rows })}
      value={form[name]}
      problems={problems.map((problem) => ({ ...problem, field: problem.field.split('.')[0] ?? '' }))}
      wrong={wrong[name] ?? null}
      onInput={(value) => setForm({ ...form, [name]: value })}
    />
  );
  return (
    <section class="card" aria-labelledby="load-title">
      <h2 id="load-title">{texts.calendar.load}</h2>
      <p class="hint">{texts.common.requiredHint}</p>
      {field('year', texts.calendar.year, undefined, undefined)}
      <div class="fields">
        {field('holidays', texts.calendar.holidays, `${texts.calendar.holidaysHint} ${texts.calendar.daysHint}`, 6)}
        {field('makeUpDays', texts.calendar.makeUpDays, texts.calendar.makeUpDaysHint, 6)}
      </div>
      <Confirm
        testId="load-year"
        kind="main"
        label={texts.common.review}
        check={check}
        says={texts.calendar.loadWarning(year, holidays.days.length, makeUpDays.days.length, known.includes(year))}
        sure={texts.calendar.loadSure(year)}
        busy={busy}
        onSure={() => void load()}
      />
      <Notice trouble={trouble} />
      <Done>{done === null ? null : <p>{done}</p>}</Done>
    </section>
  );
};
