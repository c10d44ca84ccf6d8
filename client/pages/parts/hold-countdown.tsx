import { useEffect } from 'preact/hooks';
import { useApp } from '../app-state.ts';
import { useSecondsLeft } from '../countdown.ts';
import { Ring } from './ring.tsx';

/** The server pushes the new stage at a deadline. Without the push the page asks this often, in ms. */
const ASK_EVERY_MS = 800;

type Props = { readonly deadline: number; readonly whole: number };

/** A hold's countdown. Only the server ends the hold: at zero the page asks it until the new stage comes. */
export const HoldCountdown = ({ deadline, whole }: Props) => {
  const { client, language } = useApp();
  const seconds = useSecondsLeft(deadline);
  const over = seconds === 0;
  useEffect(() => {
    if (!over) return;
    const timer = setInterval(() => void client.send('readSelection', {}), ASK_EVERY_MS);
    return () => clearInterval(timer);
  }, [over, deadline]);
  return (
    <div>
      <Ring seconds={seconds} whole={whole} />
      {over && (
        <p class="hint" role="status">
          {language.texts.value.countdown.over}
        </p>
      )}
    </div>
  );
};
