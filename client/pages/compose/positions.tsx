import type { PatternPicture } from '../../../protocol/pattern-picture.ts';
import { BLANK } from '../../lib/pattern-feed.ts';
import { useApp } from '../app-state.ts';
import { Plate } from '../parts/plate.tsx';
import { faceAt, type Typing } from './typing.ts';
import { usableRuns } from './usable-runs.ts';

type Props = {
  readonly prefix: string;
  readonly typing: Typing;
  /** The possibilities of the typed pattern; null while they are unknown. */
  readonly picture: PatternPicture | null;
  readonly onChoose: (position: number) => void;
  readonly onErase: () => void;
};

/** The plate as it is typed: each position a button, and under each open one its usable characters (COMP-3). */
export const Positions = ({ prefix, typing, picture, onChoose, onErase }: Props) => {
  const texts = useApp().language.texts.value.compose;
  const faces = typing.keys.map((_, i) => faceAt(typing, i));
  const usableAt = (i: number): string => (faces[i] === BLANK ? (picture?.usable[i] ?? '') : '');
  const label = (face: string, i: number): string =>
    face === BLANK ? texts.positionOpen(i + 1, usableRuns(usableAt(i)).join(' ')) : texts.positionFilled(i + 1, face);
  const onKeyDown = (event: KeyboardEvent, i: number): void => {
    if (event.key !== 'Backspace' && event.key !== 'Delete') return;
    event.preventDefault();
    if (faces[i] === BLANK) onErase();
    else onChoose(i);
  };
  return (
    <div class={`positions positions-${faces.length}`}>
      <Plate prefix={prefix} serial={faces.join('')} focus={typing.focus} testId="typed-plate">
        <div class="position-buttons">
          {faces.map((face, i) => (
            <button
              key={i}
              type="button"
              class="position"
              data-testid={`position-${i}`}
              data-face={face}
              aria-label={label(face, i)}
              aria-current={typing.focus === i}
              onClick={() => onChoose(i)}
              onKeyDown={(event) => onKeyDown(event, i)}
            />
          ))}
        </div>
      </Plate>
      <div class="usable" translate={false} aria-hidden="true">
        {faces.map((_, i) => (
          <span key={i} class={typing.focus === i ? 'usable-here' : ''} data-testid={`usable-${i}`}>
            {usableRuns(usableAt(i)).map((run) => (
              <span key={run}>{run}</span>
            ))}
          </span>
        ))}
      </div>
    </div>
  );
};
