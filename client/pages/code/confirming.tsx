import { useState } from 'preact/hooks';
import { useApp } from '../app-state.ts';
import { useSecondsLeft } from '../countdown.ts';
import { Action } from '../parts/action.tsx';
import { HoldCountdown } from '../parts/hold-countdown.tsx';
import { Notice } from '../parts/notice.tsx';
import { Page } from '../parts/page.tsx';
import { Plate } from '../parts/plate.tsx';
import { useCommand } from '../parts/use-command.ts';
import type { StageProps } from '../stage-props.ts';
import { CODE_LENGTH, CodeField } from './code-field.tsx';
import { Outbox } from './outbox.tsx';

/** The default time for the SMS stage, in seconds (SMS-1): a full ring. */
const WHOLE = 180;

/** The SMS stage: ask for a code, enter it, and the number is reserved (SMS-1 to SMS-3). */
export const ConfirmingPage = ({ selection, prefix }: StageProps<'confirming'>) => {
  const { version, token, plate, deadline, way, drawsLeft, code: state } = selection;
  const { language, announce } = useApp();
  const texts = language.texts.value.code;
  const [code, setCode] = useState('');
  const request = useCommand();
  const complete = useCommand();
  const wait = useSecondsLeft(state.resendFrom);
  const sent = state.sentAt !== null;

  const ask = async (): Promise<void> => {
    complete.setTrouble(null);
    const answer = await request.run('requestCode', { version, token });
    if (answer !== null) announce(texts.sent);
  };
  const finish = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (code.length < CODE_LENGTH) return complete.setTrouble({ sentence: texts.enter });
    request.setTrouble(null);
    const answer = await complete.run('completeReservation', { version, token, code });
    if (answer === null) setCode('');
  };
  return (
    <Page name="confirming" title={texts.title}>
      <Plate prefix={prefix} serial={plate} testId="held-plate" />
      <div class="hold-head">
        <HoldCountdown deadline={deadline} whole={WHOLE} />
        <p data-testid="code-phone">{sent ? texts.sentTo(state.phone) : texts.to(state.phone)}</p>
      </div>
      <div class="code-request">
        <Action
          kind={sent ? 'plain' : 'main'}
          testId="request-code"
          busy={request.busy}
          blocked={wait > 0}
          onPress={() => void ask()}
        >
          <span class="digits">{sent ? (wait > 0 ? texts.againIn(wait) : texts.again) : texts.request}</span>
        </Action>
        <Notice trouble={request.trouble} />
      </div>
      <form class="code-form" onSubmit={finish}>
        <CodeField code={code} trouble={complete.trouble} onChange={setCode} />
        <Notice trouble={complete.trouble} />
        <Action
          kind={sent ? 'main' : 'plain'}
          type="submit"
          testId="complete"
          busy={complete.busy}
          blocked={code.length < CODE_LENGTH}
        >
          {texts.complete}
        </Action>
      </form>
      <Outbox onCode={setCode} />
      <p class="hint">{texts.ifOver(way, drawsLeft)}</p>
    </Page>
  );
};
