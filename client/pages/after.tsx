import type { SelectionView } from '../../protocol/selection-view.ts';
import { useApp } from './app-state.ts';
import { useInstant } from './instant.ts';
import { Page } from './parts/page.tsx';
import { Plate, written } from './parts/plate.tsx';

type Registered = Extract<SelectionView, { stage: 'registered' }>;
type Missed = Extract<SelectionView, { stage: 'missed' }>;
type Props<S extends SelectionView> = { readonly selection: S; readonly prefix: string };

/** The desk has turned the reservation into a registration, for good (DONE-3). */
export const RegisteredPage = ({ selection, prefix }: Props<Registered>) => {
  const { after } = useApp().language.texts.value;
  const instant = useInstant();
  return (
    <Page name="registered" title={after.registered}>
      <Plate prefix={prefix} serial={selection.plate} testId="registered-plate" />
      <p>{after.registeredAt(instant(selection.registeredAt))}</p>
    </Page>
  );
};

/** The last day has passed without a registration: the consequence, and until when it lasts (DONE-4). */
export const MissedPage = ({ selection, prefix }: Props<Missed>) => {
  const { after, reserved } = useApp().language.texts.value;
  const instant = useInstant();
  return (
    <Page name="missed" title={after.missed}>
      <p>{after.withdrawn(written(prefix, selection.plate), reserved.day(selection.lastDay))}</p>
      <p>{after.bannedUntil(instant(selection.bannedUntil))}</p>
    </Page>
  );
};
