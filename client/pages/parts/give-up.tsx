import { useEffect, useRef, useState } from 'preact/hooks';
import { useApp } from '../app-state.ts';
import { Action } from './action.tsx';

type Props = {
  readonly label: string;
  /** What giving up costs, said before it is done. */
  readonly cost: string;
  readonly busy: boolean;
  readonly onGiveUp: () => void;
};

/** The quiet way out: first says what it costs, then asks once, in place and without a dialogue. */
export const GiveUp = ({ label, cost, busy, onGiveUp }: Props) => {
  const texts = useApp().language.texts.value.held;
  const [asking, ask] = useState(false);
  const costs = useRef<HTMLParagraphElement>(null);
  const way = useRef<HTMLDivElement>(null);
  const asked = useRef(false);
  // What had the focus goes with the change, either way.
  useEffect(() => {
    if (asking) costs.current?.focus();
    else if (asked.current) way.current?.querySelector('button')?.focus();
    asked.current = asking;
  }, [asking]);
  if (!asking) {
    return (
      <div ref={way} class="give-up">
        <Action kind="quiet" testId="give-up" onPress={() => ask(true)}>
          {label}
        </Action>
      </div>
    );
  }
  return (
    <div class="give-up give-up-asking" role="group" aria-labelledby="give-up-cost">
      <p id="give-up-cost" ref={costs} tabIndex={-1}>
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
