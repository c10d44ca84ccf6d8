import { useState } from 'preact/hooks';
import { useApp } from '../app-state.ts';
import { Action } from '../parts/action.tsx';
import { GiveUp } from '../parts/give-up.tsx';
import { HoldCountdown } from '../parts/hold-countdown.tsx';
import { Notice } from '../parts/notice.tsx';
import { Page } from '../parts/page.tsx';
import { Plate, written } from '../parts/plate.tsx';
import { useCommand } from '../parts/use-command.ts';
import type { StageProps } from '../stage-props.ts';

/** The default time for a drawn set, in seconds (DRAW-2): a full ring. */
const WHOLE = 90;

/** The drawn numbers as cards: pick one and confirm it, or give all of them up (DRAW-3). */
export const PickingPage = ({ selection, prefix }: StageProps<'picking'>) => {
  const { version, token } = selection;
  const texts = useApp().language.texts.value;
  const { busy, trouble, run } = useCommand();
  const [picked, pick] = useState<(typeof selection.plates)[number] | null>(null);
  const chosen = picked !== null && selection.plates.includes(picked) ? picked : null;
  return (
    <Page name="picking" title={texts.draw.pickTitle}>
      <div class="hold-head">
        <HoldCountdown deadline={selection.deadline} whole={WHOLE} />
        <p>{texts.draw.pick}</p>
      </div>
      <fieldset class="cards">
        <legend class="unseen">{texts.draw.pickTitle}</legend>
        {selection.plates.map((serial, i) => (
          <label
            key={serial}
            class={serial === chosen ? 'plate-card plate-card-chosen' : 'plate-card'}
            data-testid={`drawn-${i}`}
            data-plate={serial}
          >
            <input
              type="radio"
              name="drawn"
              value={serial}
              aria-label={texts.plate.number([...prefix, ...serial].join(' '))}
              checked={serial === chosen}
              onChange={() => pick(serial)}
            />
            <Plate prefix={prefix} serial={serial} decorative />
            <span class="card-mark" aria-hidden="true" />
          </label>
        ))}
      </fieldset>
      <Notice trouble={trouble} />
      <Action
        kind="main"
        testId="confirm"
        busy={busy}
        blocked={chosen === null}
        onPress={() => chosen !== null && void run('confirmPlate', { version, token, plate: chosen })}
      >
        {chosen === null ? texts.draw.pickOne : texts.draw.confirm(written(prefix, chosen))}
      </Action>
      <p class="hint">{texts.held.confirmHint}</p>
      <GiveUp
        label={texts.draw.giveUp}
        cost={texts.draw.giveUpCost(selection.drawsLeft)}
        busy={busy}
        onGiveUp={() => void run('releaseHold', { version, token })}
      />
    </Page>
  );
};
