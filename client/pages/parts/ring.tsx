import { useEffect } from 'preact/hooks';
import { useApp } from '../app-state.ts';

/** The seconds left at which a screen reader speaks, and from which the ring is amber and red. */
const SPOKEN = [60, 20, 10, 5];
const AMBER = 20;
const RED = 10;
const RADIUS = 44;
const ROUND = 2 * Math.PI * RADIUS;

type Props = {
  readonly seconds: number;
  /** The seconds of a full ring; more show as full too. */
  readonly whole: number;
};

/** The countdown as a ring around its seconds. Urgency shows in the colour, in a thicker ring, and in a mark. */
export const Ring = ({ seconds, whole }: Props) => {
  const { language, announce } = useApp();
  const texts = language.texts.value;
  const urgency = seconds <= RED ? 'red' : seconds <= AMBER ? 'amber' : 'calm';
  useEffect(() => {
    if (SPOKEN.includes(seconds)) announce(texts.countdown.left(seconds));
  }, [seconds]);
  return (
    <div
      class={`ring ring-${urgency}`}
      role="timer"
      aria-label={texts.countdown.left(seconds)}
      data-testid="countdown"
      data-seconds={seconds}
    >
      <svg viewBox="0 0 100 100" aria-hidden="true">
        <circle class="ring-track" cx="50" cy="50" r={RADIUS} />
        <circle
          class="ring-left"
          cx="50"
          cy="50"
          r={RADIUS}
          stroke-dasharray={ROUND}
          stroke-dashoffset={ROUND * (1 - Math.min(1, seconds / whole))}
          transform="rotate(-90 50 50)"
        />
      </svg>
      <span class="ring-text" translate={false} aria-hidden="true">
        <b>{seconds}</b>
        <small>{urgency === 'calm' ? texts.countdown.unit : `${texts.countdown.unit} !`}</small>
      </span>
    </div>
  );
};
