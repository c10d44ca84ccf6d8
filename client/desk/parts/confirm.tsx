import { useId, useState } from 'preact/hooks';
import { Action } from '../../pages/parts/action.tsx';
import { useQuestion } from '../../pages/parts/use-question.ts';
import { useDesk } from '../desk.ts';
import { Field } from './field.tsx';

type Props = {
  readonly testId: string;
  readonly label: string;
  /** The effect, in a sentence or two. */
  readonly says: string;
  readonly sure: string;
  readonly busy: boolean;
  readonly kind?: 'main' | 'danger' | 'plain';
  /** Whether a reason is required, for the audit trail. */
  readonly asksReason?: boolean;
  /** Checks the entries first. False means that one is wrong, and that the page shows it. */
  readonly check?: () => boolean;
  readonly onSure: (reason: string) => void;
};

/** An action whose button becomes a question that names the effect, in place and without a dialogue. */
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
  const { asking, ask, place } = useQuestion();
  const [reason, setReason] = useState('');
  const [wrong, setWrong] = useState<string | null>(null);
  const id = useId();
  if (!asking) {
    return (
      <div ref={place} class="confirm">
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
    // The entries may have changed under the question.
    if (check !== undefined && !check()) return ask(false);
    if (asksReason && reason.trim().length < 2) return setWrong(texts.reasonShort);
    ask(false);
    setReason('');
    setWrong(null);
    onSure(reason.trim());
  };
  return (
    <div ref={place} class="confirm confirm-asking" role="group" aria-labelledby={id}>
      <p id={id} tabIndex={-1} data-testid={`${testId}-says`}>
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
