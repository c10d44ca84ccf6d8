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

const NOTHING = { id: '', zh: '', en: '', opensAt: '', withheld: '' };

/** Opening a block at once or at an instant; what it will do, and to how many numbers, is said first. */
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
    if (form.zh.trim() === '') found['name.zh'] = common.required;
    if (form.en.trim() === '') found['name.en'] = common.required;
    if (when === 'later' && (opensAt === null || opensAt <= client.serverNow())) found['opensAt'] = texts.wrongTime;
    if (kept.wrong.length > 0) found['withheld'] = texts.wrongPlates(kept.wrong.slice(0, 10).join(' '));
    if (kept.plates.length > MOST_PLATES) found['withheld'] = texts.tooManyPlates;
    setWrong(found);
    setDone(null);
    return Object.keys(found).length === 0;
  };
  const open = async (): Promise<void> => {
    const block = { id: form.id, name: { zh: form.zh.trim(), en: form.en.trim() }, positions: [...positions] };
    const withheld = kept.plates.length === 0 ? {} : { withheld: [...kept.plates] };
    if (when === 'now') {
      const answer = await run('addBlock', { block, ...withheld });
      if (answer === null) return;
      setDone(answer.outcome === 'proposed' ? proposals.proposed : texts.opened(answer.total));
    } else if (opensAt !== null) {
      const answer = await run('scheduleBlock', { block, opensAt, ...withheld });
      if (answer === null) return;
      setDone(
        answer.outcome === 'proposed'
          ? proposals.proposed
          : texts.scheduledDone(answer.total, instant(answer.opensAt, timeZone)),
      );
    }
    setForm(NOTHING);
    await onChanged();
  };
  const field = (name: string, key: keyof typeof NOTHING, label: string, hint?: string) => (
    <Field
      name={name}
      label={label}
      hint={hint}
      required
      value={form[key]}
      problems={problems.map(inBlock)}
      wrong={wrong[name] ?? null}
      onInput={(value) => setForm({ ...form, [key]: value })}
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
          if (named !== null) setForm((before) => ({ ...before, zh: named.zh, en: named.en, id: named.id }));
        }}
      />
      {total > 0 && (
        <p data-testid="spans" data-count={total}>
          <b class="digits">{texts.spans(total)}</b>
        </p>
      )}
      <div class="fields">
        {field('id', 'id', texts.id, texts.idHint)}
        {field('name.zh', 'zh', texts.nameZh)}
        {field('name.en', 'en', texts.nameEn)}
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
      {when === 'later' && (
        <Field
          name="opensAt"
          label={texts.opensAtLabel(timeZone)}
          type="datetime-local"
          required
          value={form.opensAt}
          problems={problems}
          wrong={wrong['opensAt'] ?? null}
          onInput={(value) => setForm({ ...form, opensAt: value })}
        />
      )}
      <Field
        name="withheld"
        label={texts.keepBack}
        hint={texts.platesHint}
        rows={2}
        value={form.withheld}
        problems={problems}
        wrong={wrong['withheld'] ?? null}
        onInput={(value) => setForm({ ...form, withheld: value })}
      />
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

/** The server names a field by its path in the command; here it is one of the block's. */
const inBlock = (problem: FieldProblem): FieldProblem => ({ ...problem, field: problem.field.replace(/^block\./, '') });
