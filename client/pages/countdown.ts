import { useEffect, useState } from 'preact/hooks';
import { useApp } from './app-state.ts';

/**
 * Whole seconds until an instant of the server's clock, rounded up; 0 once it has passed, and for null. Draws again
 * exactly when the number changes, by the measured offset and no wall clock (LIVE-2).
 */
export const useSecondsLeft = (until: number | null): number => {
  const { client, clockOffset } = useApp();
  const offset = clockOffset.value;
  const read = (): number => (until === null ? 0 : Math.max(0, Math.ceil((until - client.serverNow()) / 1000)));
  const [, redraw] = useState(0);
  const seconds = read();

  // A correction of the offset moves the instant at which the number changes, so it starts the wait anew.
  useEffect(() => {
    if (until === null || seconds === 0) return;
    const change = until - (seconds - 1) * 1000 - client.serverNow();
    const timer = setTimeout(() => redraw((n) => n + 1), Math.max(0, change) + 1);
    return () => clearTimeout(timer);
  });
  // Timers of a hidden page stand still; when it is shown again the number must be right at once.
  useEffect(() => {
    const shown = (): void => redraw((n) => n + 1);
    document.addEventListener('visibilitychange', shown);
    return () => document.removeEventListener('visibilitychange', shown);
  }, [offset]);
  return seconds;
};
