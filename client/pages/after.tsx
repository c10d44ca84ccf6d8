import { useApp } from './app-state.ts';
import { useInstant } from './instant.ts';
import { Page } from './parts/page.tsx';
import { Plate, written } from './parts/plate.tsx';
import type { StageProps } from './stage-props.ts';

/** The desk has turned the reservation into a registration, for good (DONE-3). */
export const RegisteredPage = ({ selection, prefix }: StageProps<'registered'>) => {
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
export const MissedPage = ({ selection, prefix }: StageProps<'missed'>) => {
  const { after, day } = useApp().language.texts.value;
  const instant = useInstant();
  return (
    <Page name="missed" title={after.missed}>
      <p>{after.withdrawn(written(prefix, selection.plate), day(selection.lastDay))}</p>
      <p>{after.bannedUntil(instant(selection.bannedUntil))}</p>
    </Page>
  );
};
