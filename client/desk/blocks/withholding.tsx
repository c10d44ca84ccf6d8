import { useState } from 'preact/hooks';
import type { DeskAnswerOf } from '../../../protocol/desk/client-to-server.ts';
import { Notice } from '../../pages/parts/notice.tsx';
import { useDesk } from '../desk.ts';
import { Confirm } from '../parts/confirm.tsx';
import { Done } from '../parts/done.tsx';
import { Field } from '../parts/field.tsx';
import { useCommand } from '../parts/use-command.ts';
import type { DeskTexts } from '../texts/zh.ts';
import { MOST_PLATES, platesIn } from './plates.ts';

type Outcome = DeskAnswerOf<'withholdNumbers'> | DeskAnswerOf<'unwithholdNumbers'>;

/** Withholding numbers and freeing them again, each for a reason (POOL-2). */
export const Withholding = ({ onChanged }: { readonly onChanged: () => Promise<void> }) => {
  const all = useDesk().language.texts.value;
  const { blocks: texts, common } = all;
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
  const perform = async (name: 'withholdNumbers' | 'unwithholdNumbers', reason: string): Promise<void> => {
    const answer = await run(name, { plates: [...plates], reason });
    if (answer === null) return;
    setOutcome(answer);
    setText('');
    await onChanged();
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
          onSure={(reason) => void perform('withholdNumbers', reason)}
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
          onSure={(reason) => void perform('unwithholdNumbers', reason)}
        />
      </div>
      <Notice trouble={trouble} />
      <Done>{outcome && sentencesOf(outcome, all).map((sentence) => <p key={sentence}>{sentence}</p>)}</Done>
    </section>
  );
};

/** The numbers that an outcome moved, and those that it left alone. */
const sentencesOf = (outcome: Outcome, { blocks: texts, proposals }: DeskTexts): readonly string[] => {
  if (outcome.outcome === 'proposed') return [proposals.proposed];
  const left = outcome.leftAlone.join(' ');
  const [done, leftAlone] =
    outcome.outcome === 'withheld'
      ? [texts.withheldDone(outcome.withheld.length), texts.leftAloneFree(left)]
      : [texts.freedDone(outcome.freed.length), texts.leftAloneWithheld(left)];
  return left === '' ? [done] : [done, leftAlone];
};
