import type { SelectionView } from '../../protocol/selection-view.ts';
import { useApp } from './app-state.ts';
import { Page } from './parts/page.tsx';
import { Plate } from './parts/plate.tsx';
import { hrefOf } from './router.ts';

type Reserved = Extract<SelectionView, { stage: 'reserved' }>;
type Props = { readonly selection: Reserved; readonly prefix: string };

/** The number is reserved: until when to register, and what to bring (DONE-1). */
export const ReservedPage = ({ selection, prefix }: Props) => {
  const texts = useApp().language.texts.value.reserved;
  return (
    <Page name="reserved" title={texts.title}>
      <Plate prefix={prefix} serial={selection.plate} testId="reserved-plate" />
      <div class="card">
        <h2>{texts.lastDay}</h2>
        <p class="last-day" data-testid="last-day" data-day={selection.lastDay}>
          {texts.day(selection.lastDay)}
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
