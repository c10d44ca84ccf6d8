import { useEffect, useState } from 'preact/hooks';
import { useApp } from './app-state.ts';

/**
 * Whole seconds until an instant of the server's clock, rounded up; 0 once it has passed, and for null. Draws again
 * exactly when the number changes, by the measured offset and no wall clock (LIVE-2).
 */
export const useSecondsLeft = (until: number | null): number => {
  const { clockOffset, returns } = useApp();
  const [, redraw] = useState({});
  const drawAgain = (): void => redraw({});
  // Reading the signal draws again after a correction, which moves the instant at which the number changes.
  const leftMs = (): number => (until === null ? 0 : until - clockOffset.value - performance.now());
  const seconds = Math.max(0, Math.ceil(leftMs() / 1000));

  useEffect(() => {
    if (seconds === 0) return;
    const timer = setTimeout(drawAgain, leftMs() - (seconds - 1) * 1000 + 1);
    return () => clearTimeout(timer);
  });
  // Timers of a hidden page stand still; when a person returns the number must be right at once.
  useEffect(() => returns.subscribe(drawAgain), []);
  return seconds;
};
