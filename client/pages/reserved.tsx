import { useApp } from './app-state.ts';
import { Page } from './parts/page.tsx';
import { Plate } from './parts/plate.tsx';
import { hrefOf } from './router.ts';
import type { StageProps } from './stage-props.ts';

/** The number is reserved: the last day to register, and the documents to bring (DONE-1). */
export const ReservedPage = ({ selection, prefix }: StageProps<'reserved'>) => {
  const { reserved: texts, day } = useApp().language.texts.value;
  return (
    <Page name="reserved" title={texts.title}>
      <Plate prefix={prefix} serial={selection.plate} testId="reserved-plate" />
      <div class="card">
        <h2>{texts.lastDay}</h2>
        <p class="last-day" data-testid="last-day" data-day={selection.lastDay}>
          {day(selection.lastDay)}
        </p>
        {selection.lastDayProvisional && <p class="hint">{texts.provisional}</p>}
        <p class="hint">{texts.missed}</p>
        <h2>{texts.bring}</h2>
        <ul class="documents">
          {texts.documents.map((document) => (
            <li key={document}>{document}</li>
          ))}
        </ul>
      </div>
      <a class="action action-main" href={hrefOf('voucher')} data-testid="print-voucher">
        {texts.print}
      </a>
    </Page>
  );
};
