import { useEffect, useRef } from 'preact/hooks';
import type { AnswerOf } from '../../../protocol/select/client-to-server.ts';
import { useApp } from '../app-state.ts';
import { written } from '../parts/plate.tsx';

export type TakenAnswer = Extract<AnswerOf<'verifyPlate'>, { outcome: 'taken' }>;
type Props = {
  readonly prefix: string;
  readonly taken: TakenAnswer;
  readonly triesLeft: number;
  readonly onNear: (serial: string) => void;
};

/** Another applicant was quicker: tells what happened, what it cost, and which near numbers are free (COMP-6). */
export const Taken = ({ prefix, taken, triesLeft, onNear }: Props) => {
  const texts = useApp().language.texts.value.compose;
  const section = useRef<HTMLElement>(null);
  // On a phone *verify* is a screen below; the news must not happen out of sight.
  useEffect(() => section.current?.scrollIntoView({ block: 'nearest' }), []);
  return (
    <section ref={section} class="taken" data-testid="taken">
      <p role="status">{texts.taken(written(prefix, taken.plate), triesLeft)}</p>
      {taken.near.length > 0 && (
        <>
          <p id="near-hint">{texts.near}</p>
          <ul class="near" aria-labelledby="near-hint">
            {taken.near.map((serial, i) => (
              <li key={serial}>
                <button
                  type="button"
                  class="small-plate"
                  data-testid={`near-${i}`}
                  data-plate={serial}
                  onClick={() => onNear(serial)}
                >
                  {written(prefix, serial)}
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
};
