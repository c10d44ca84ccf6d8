import { useState } from 'preact/hooks';
import { Notice } from '../../pages/parts/notice.tsx';
import { useDesk } from '../desk.ts';
import { Confirm } from '../parts/confirm.tsx';
import { Done } from '../parts/done.tsx';
import { Field } from '../parts/field.tsx';
import { useCommand } from '../parts/use-command.ts';
import { MOST_PLATES, platesIn } from './plates.ts';

type Outcome = { readonly done: string; readonly leftAlone: string | null };

/** Keeping numbers back from choosing, and freeing them again; each for a reason. */
export const Withholding = ({ onChanged }: { readonly onChanged: () => Promise<void> }) => {
  const { blocks: texts, common, proposals } = useDesk().language.texts.value;
  const [text, setText] = useState('');
  const [wrong, setWrong] = useState<string | null>(null);
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const { busy, trouble, problems, run } = useCommand();
  const { plates, wrong: words } = platesIn(text);

  const check = (): boolean => {
    const mistake = (): string | null => {
      if (words.length > 0) return texts.wrongPlates(words.slice(0, 10).join(' '));
      if (plates.length === 0) return common.required;
      return plates.length > MOST_PLATES ? texts.tooManyPlates : null;
    };
    setOutcome(null);
    setWrong(mistake());
    return mistake() === null;
  };
  const finish = async (next: Outcome): Promise<void> => {
    setOutcome(next);
    setText('');
    await onChanged();
  };
  const withhold = async (reason: string): Promise<void> => {
    const answer = await run('withholdNumbers', { plates: [...plates], reason });
    if (answer === null) return;
    if (answer.outcome === 'proposed') return finish({ done: proposals.proposed, leftAlone: null });
    const leftAlone = answer.leftAlone.length === 0 ? null : texts.leftAloneFree(answer.leftAlone.join(' '));
    await finish({ done: texts.withheldDone(answer.withheld.length), leftAlone });
  };
  const unwithhold = async (reason: string): Promise<void> => {
    const answer = await run('unwithholdNumbers', { plates: [...plates], reason });
    if (answer === null) return;
    if (answer.outcome === 'proposed') return finish({ done: proposals.proposed, leftAlone: null });
    const leftAlone = answer.leftAlone.length === 0 ? null : texts.leftAloneWithheld(answer.leftAlone.join(' '));
    await finish({ done: texts.freedDone(answer.freed.length), leftAlone });
  };
  return (
    <section class="card" aria-labelledby="numbers-title">
      <h2 id="numbers-title">{texts.numbers}</h2>
      <Field
        name="plates"
        label={texts.plates}
        hint={texts.platesHint}
        required
        rows={3}
        value={text}
        problems={problems}
        wrong={wrong}
        onInput={setText}
      />
      <div class="confirms">
        <Confirm
          testId="withhold"
          asksReason
          label={texts.withhold}
          check={check}
          says={texts.withholdWarning(plates.length)}
          sure={texts.withholdSure(plates.length)}
          busy={busy}
          onSure={(reason) => void withhold(reason)}
        />
        <Confirm
          testId="unwithhold"
          asksReason
          kind="plain"
          label={texts.unwithhold}
          check={check}
          says={texts.unwithholdWarning(plates.length)}
          sure={texts.unwithholdSure(plates.length)}
          busy={busy}
          onSure={(reason) => void unwithhold(reason)}
        />
      </div>
      <Notice trouble={trouble} />
      <Done>
        {outcome === null ? null : (
          <>
            <p>{outcome.done}</p>
            {outcome.leftAlone !== null && <p>{outcome.leftAlone}</p>}
          </>
        )}
      </Done>
    </section>
  );
};
