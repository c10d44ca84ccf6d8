import { useApp } from '../app-state.ts';
import { Action } from './action.tsx';
import { useQuestion } from './use-question.ts';

type Props = {
  readonly label: string;
  /** The sentence on what giving up costs, shown before it happens. */
  readonly cost: string;
  readonly busy: boolean;
  readonly onGiveUp: () => void;
};

/** The quiet way out: the button becomes a question that names the cost, in place and without a dialogue. */
export const GiveUp = ({ label, cost, busy, onGiveUp }: Props) => {
  const texts = useApp().language.texts.value.held;
  const { asking, ask, place } = useQuestion();
  if (!asking) {
    return (
      <div ref={place} class="give-up">
        <Action kind="quiet" testId="give-up" onPress={() => ask(true)}>
          {label}
        </Action>
      </div>
    );
  }
  return (
    <div ref={place} class="give-up give-up-asking" role="group" aria-labelledby="give-up-cost">
      <p id="give-up-cost" tabIndex={-1}>
        {cost}
      </p>
      <div class="row">
        <Action kind="danger" testId="give-up-sure" busy={busy} onPress={onGiveUp}>
          {texts.giveUpSure}
        </Action>
        <Action testId="keep" onPress={() => ask(false)}>
          {texts.keep}
        </Action>
      </div>
    </div>
  );
};
