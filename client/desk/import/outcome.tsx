import type { DeskAnswerOf } from '../../../protocol/desk/client-to-server.ts';
import { useDesk } from '../desk.ts';
import { BadRows } from './bad-rows.tsx';

type Props = { readonly import: string; readonly answer: DeskAnswerOf<'endImport'> };

/** The end of an import: its figures and its bad rows, or the reason why it imported nothing. */
export const Outcome = ({ import: id, answer }: Props) => {
  const { language } = useDesk();
  const texts = language.texts.value.import;
  if (answer.outcome !== 'imported') {
    const columns = answer.outcome === 'columnsMissing' ? answer.columns : [];
    return (
      <div class="notice" role="alert" data-testid="not-imported" data-outcome={answer.outcome}>
        <p>{answer.words[language.code.value]}</p>
        {columns.length > 0 && (
          <p>{texts.columnsMissing(columns.map(({ name, zh }) => `${name} (${zh})`).join(', '))}</p>
        )}
      </div>
    );
  }
  return (
    <>
      <section class="card" data-testid="imported">
        <p role="status">{texts.done(answer.inRegister)}</p>
        <Counts counts={answer.counts} />
      </section>
      {answer.counts.bad > 0 && <BadRows key={id} of={id} bad={answer.counts.bad} />}
    </>
  );
};

const FIGURES = ['rows', 'added', 'changed', 'unchanged', 'bad'] as const;

/** The counts of rows: all, and by outcome. */
export const Counts = ({ counts }: { readonly counts: Readonly<Record<(typeof FIGURES)[number], number>> }) => {
  const { import: texts, count } = useDesk().language.texts.value;
  return (
    <dl class="tiles">
      {FIGURES.map((figure) => (
        <div key={figure} class="tile" data-testid={`import-${figure}`} data-count={counts[figure]}>
          <dt>{texts[figure]}</dt>
          <dd class="digits">{count(counts[figure])}</dd>
        </div>
      ))}
    </dl>
  );
};
