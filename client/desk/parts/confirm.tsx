import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { Action } from '../../pages/parts/action.tsx';
import { useDesk } from '../desk.ts';
import { Field } from './field.tsx';

type Props = {
  readonly testId: string;
  readonly label: string;
  /** What it will do, in a sentence or two, before it does it. */
  readonly says: string;
  readonly sure: string;
  readonly busy: boolean;
  readonly kind?: 'main' | 'danger' | 'plain';
  /** The reason is asked for, and goes into the audit trail. */
  readonly asksReason?: boolean;
  /** Looks at what was entered first; false: something is wrong with it, and is shown. */
  readonly check?: () => boolean;
  readonly onSure: (reason: string) => void;
};

/** An action that first says what it will do, and asks once; in place, without a dialogue. */
export const Confirm = ({
  testId,
  label,
  says,
  sure,
  busy,
  kind = 'danger',
  asksReason = false,
  check,
  onSure,
}: Props) => {
  const texts = useDesk().language.texts.value.common;
  const [asking, ask] = useState(false);
  const [reason, setReason] = useState('');
  const [wrong, setWrong] = useState<string | null>(null);
  const id = useId();
  const sentence = useRef<HTMLParagraphElement>(null);
  const way = useRef<HTMLDivElement>(null);
  const asked = useRef(false);
  // What had the focus goes with the change, either way.
  useEffect(() => {
    if (asking) sentence.current?.focus();
    else if (asked.current) way.current?.querySelector('button')?.focus();
    asked.current = asking;
  }, [asking]);
  if (!asking) {
    return (
      <div ref={way} class="confirm">
        <Action
          kind={kind}
          testId={testId}
          busy={busy}
          onPress={() => {
            if (check === undefined || check()) ask(true);
          }}
        >
          {label}
        </Action>
      </div>
    );
  }
  const doIt = (): void => {
    // What was entered may have changed under the question.
    if (check !== undefined && !check()) return ask(false);
    if (asksReason && reason.trim().length < 2) return setWrong(texts.reasonShort);
    ask(false);
    setReason('');
    setWrong(null);
    onSure(reason.trim());
  };
  return (
    <div class="confirm confirm-asking" role="group" aria-labelledby={id}>
      <p id={id} ref={sentence} tabIndex={-1} data-testid={`${testId}-says`}>
        {says}
      </p>
      {asksReason && (
        <Field
          name={`${testId}-reason`}
          label={texts.reason}
          hint={texts.reasonHint}
          required
          value={reason}
          wrong={wrong}
          onInput={setReason}
        />
      )}
      <div class="row">
        <Action kind={kind === 'danger' ? 'danger' : 'main'} testId={`${testId}-sure`} busy={busy} onPress={doIt}>
          {sure}
        </Action>
        <Action testId={`${testId}-cancel`} onPress={() => ask(false)}>
          {texts.cancel}
        </Action>
      </div>
    </div>
  );
};
