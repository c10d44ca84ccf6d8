import { useEffect } from 'preact/hooks';
import { useApp } from '../app-state.ts';
import { useSecondsLeft } from '../countdown.ts';
import { Ring } from './ring.tsx';

/** The server pushes what follows a deadline; after this long in ms without it, it is asked. */
const PUSH_IS_LATE = 800;

type Props = { readonly deadline: number; readonly whole: number };

/** A hold's countdown. Its end is the server's to tell: if it does not, it is asked, and asked again. */
export const HoldCountdown = ({ deadline, whole }: Props) => {
  const { client, language } = useApp();
  const seconds = useSecondsLeft(deadline);
  const over = seconds === 0;
  useEffect(() => {
    if (!over) return;
    const timer = setInterval(() => void client.send('readSelection', {}), PUSH_IS_LATE);
    return () => clearInterval(timer);
  }, [over, deadline]);
  return (
    <div class="hold-countdown">
      <Ring seconds={seconds} whole={whole} />
      {over && (
        <p class="late" role="status">
          {language.texts.value.countdown.over}
        </p>
      )}
    </div>
  );
};
