import { useState } from 'preact/hooks';
import type { FieldProblem } from '../../../protocol/form-problems.ts';
import { Notice } from '../../pages/parts/notice.tsx';
import { useAuthority, useDesk } from '../desk.ts';
import { Confirm } from '../parts/confirm.tsx';
import { Done } from '../parts/done.tsx';
import { Field } from '../parts/field.tsx';
import { Choice } from '../parts/select.tsx';
import { useCommand } from '../parts/use-command.ts';
import { numbersIn } from './pattern.ts';
import { PatternField } from './pattern-field.tsx';
import { MOST_PLATES, platesIn } from './plates.ts';
import { instantIn } from './zoned-time.ts';

const NOTHING = { id: '', 'name.zh': '', 'name.en': '', opensAt: '', withheld: '' };

/** Opening a block at once or at an instant. The page names the effect, and the count of numbers, before it asks. */
export const AddBlock = ({ onChanged }: { readonly onChanged: () => Promise<void> }) => {
  const { language, client } = useDesk();
  const { blocks: texts, common, proposals, instant, count } = language.texts.value;
  const { timeZone } = useAuthority();
  const [form, setForm] = useState(NOTHING);
  const [positions, setPositions] = useState<readonly string[]>([]);
  const [when, setWhen] = useState<'now' | 'later'>('now');
  const [wrong, setWrong] = useState<Readonly<Record<string, string>>>({});
  const [done, setDone] = useState<string | null>(null);
  const { busy, trouble, problems, run } = useCommand();

  const total = positions.length === 0 ? 0 : numbersIn(positions);
  const opensAt = instantIn(timeZone, form.opensAt);
  const kept = platesIn(form.withheld);

  const check = (): boolean => {
    const found: Record<string, string> = {};
    if (total === 0) found['positions'] = texts.wrongPattern;
    if (!/^[a-z][a-z0-9-]{0,31}$/.test(form.id)) found['id'] = form.id === '' ? common.required : texts.idHint;
    for (const name of ['name.zh', 'name.en'] as const) if (form[name].trim() === '') found[name] = common.required;
    if (when === 'later' && (opensAt === null || opensAt <= client.serverNow())) found['opensAt'] = texts.wrongTime;
    if (kept.wrong.length > 0) found['withheld'] = texts.wrongPlates(kept.wrong.slice(0, 10).join(' '));
    if (kept.plates.length > MOST_PLATES) found['withheld'] = texts.tooManyPlates;
    setWrong(found);
    setDone(null);
    return Object.keys(found).length === 0;
  };
  const open = async (): Promise<void> => {
    const name = { zh: form['name.zh'].trim(), en: form['name.en'].trim() };
    const block = { id: form.id, name, positions: [...positions] };
    const withheld = kept.plates.length === 0 ? {} : { withheld: [...kept.plates] };
    const later = opensAt === null ? null : { block, opensAt, ...withheld };
    const answer =
      when === 'now' ? await run('addBlock', { block, ...withheld }) : later && (await run('scheduleBlock', later));
    if (answer === null) return;
    if (answer.outcome === 'proposed') setDone(proposals.proposed);
    else if ('opensAt' in answer) setDone(texts.scheduledDone(answer.total, instant(answer.opensAt, timeZone)));
    else setDone(texts.opened(answer.total));
    setForm(NOTHING);
    await onChanged();
  };
  const field = (name: keyof typeof NOTHING, label: string, more: Partial<Parameters<typeof Field>[0]> = {}) => (
    <Field
      name={name}
      label={label}
      required
      value={form[name]}
      problems={problems.map(inBlock)}
      wrong={wrong[name] ?? null}
      onInput={(value) => setForm({ ...form, [name]: value })}
      {...more}
    />
  );
  return (
    <section class="card" aria-labelledby="add-title">
      <h2 id="add-title">{texts.add}</h2>
      <p class="hint">{common.requiredHint}</p>
      <PatternField
        wrong={wrong['positions'] ?? null}
        problems={problems.map(inBlock)}
        onChange={(chosen, named) => {
          setPositions(chosen);
          if (named === null) return;
          setForm((before) => ({ ...before, id: named.id, 'name.zh': named.zh, 'name.en': named.en }));
        }}
      />
      {total > 0 && (
        <p data-testid="spans" data-count={total}>
          <b class="digits">{texts.spans(total)}</b>
        </p>
      )}
      <div class="fields">
        {field('id', texts.id, { hint: texts.idHint })}
        {field('name.zh', texts.nameZh)}
        {field('name.en', texts.nameEn)}
      </div>
      <Choice
        name="when"
        label={texts.when}
        value={when}
        options={[
          ['now', texts.now],
          ['later', texts.later],
        ]}
        onChange={setWhen}
      />
      {when === 'later' && field('opensAt', texts.opensAtLabel(timeZone), { type: 'datetime-local' })}
      {field('withheld', texts.keepBack, { hint: texts.platesHint, rows: 2, required: false })}
      <Confirm
        testId="add-block"
        kind="main"
        label={common.review}
        check={check}
        says={
          when === 'now'
            ? texts.openWarning(total, kept.plates.length)
            : texts.scheduleWarning(total, kept.plates.length, opensAt === null ? count(0) : instant(opensAt, timeZone))
        }
        sure={when === 'now' ? texts.openSure(total) : texts.scheduleSure(total)}
        busy={busy}
        onSure={() => void open()}
      />
      <Notice trouble={trouble} />
      <Done>{done === null ? null : <p>{done}</p>}</Done>
    </section>
  );
};

/** The server names a field by its path in the command; this form names it by its path in the block. */
const inBlock = (problem: FieldProblem): FieldProblem => ({ ...problem, field: problem.field.replace(/^block\./, '') });
