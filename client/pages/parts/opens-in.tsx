import { useApp } from '../app-state.ts';
import { useSecondsLeft } from '../countdown.ts';

/** The time until choosing opens, by the server's clock (HOURS-1). */
export const OpensIn = ({ at }: { readonly at: number }) => {
  const { lobby } = useApp().language.texts.value;
  const seconds = useSecondsLeft(at);
  const two = (n: number): string => String(Math.floor(n)).padStart(2, '0');
  return (
    <small class="digits" role="timer" data-testid="opens-in" data-seconds={seconds}>
      {lobby.opensIn} {two(seconds / 3600)}:{two((seconds / 60) % 60)}:{two(seconds % 60)}
    </small>
  );
};
