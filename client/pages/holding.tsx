import { useApp } from './app-state.ts';
import { useSecondsLeft } from './countdown.ts';
import { Action } from './parts/action.tsx';
import { GiveUp } from './parts/give-up.tsx';
import { HoldCountdown } from './parts/hold-countdown.tsx';
import { Notice } from './parts/notice.tsx';
import { Page } from './parts/page.tsx';
import { Plate } from './parts/plate.tsx';
import { useCommand } from './parts/use-command.ts';
import type { StageProps } from './stage-props.ts';

/** The default time for a composed number, in seconds (COMP-7): a full ring. */
const WHOLE = 60;

/** A composed number is held: confirming it is the one obvious thing (COMP-7). */
export const HoldingPage = ({ selection, prefix }: StageProps<'holding'>) => {
  const { version, token, plate, deadline, drawsLeft } = selection;
  const texts = useApp().language.texts.value.held;
  const { busy, trouble, run } = useCommand();
  const seconds = useSecondsLeft(deadline);
  return (
    <Page name="holding" title={texts.title}>
      <Plate prefix={prefix} serial={plate} testId="held-plate" />
      <div class="hold-head">
        <HoldCountdown deadline={deadline} whole={WHOLE} />
        <p class="digits">{texts.sentence(seconds)}</p>
      </div>
      <Notice trouble={trouble} />
      <Action
        kind="main"
        testId="confirm"
        busy={busy}
        onPress={() => void run('confirmPlate', { version, token, plate })}
      >
        {texts.confirm}
      </Action>
      <p class="hint">{texts.confirmHint}</p>
      <GiveUp
        label={texts.giveUp}
        cost={texts.giveUpCost(drawsLeft)}
        busy={busy}
        onGiveUp={() => void run('releaseHold', { version, token })}
      />
    </Page>
  );
};
