import type { ComponentChildren } from 'preact';
import { BLANK } from '../../lib/pattern-feed.ts';
import { useApp } from '../app-state.ts';
import { glyphs } from './plate-glyphs.ts';
import { CHARACTER_HEIGHT, PROVINCE, shapeFor, TOP } from './plate-shape.ts';

/** A plate as a sentence writes it: `冀B·12A34`. */
export const written = (prefix: string, serial: string): string => `${prefix}·${serial}`;

type Props = {
  readonly prefix: string;
  /** The characters after the prefix, `?` where a position is open. */
  readonly serial: string;
  /** The position that the next key fills; it is highlighted. */
  readonly focus?: number | null;
  readonly testId?: string;
  /** Whether text beside it names the number already. */
  readonly decorative?: boolean;
  /** Elements over the plate, such as the buttons of its positions; a screen reader reads them instead of the drawing. */
  readonly children?: ComponentChildren;
};

/** A licence plate, drawn like the real one. A screen reader reads it character by character. */
export const Plate = ({ prefix, serial, focus = null, testId, decorative = false, children }: Props) => {
  const texts = useApp().language.texts.value;
  const shape = shapeFor(serial.length);
  const spoken = [...prefix, ...serial].map((sign) => (sign === BLANK ? texts.plate.open : sign)).join(' ');
  const image =
    decorative || children !== undefined
      ? { 'aria-hidden': true }
      : { role: 'img' as const, 'aria-label': texts.plate.number(spoken) };
  return (
    <div class={`plate plate-${serial.length}`} translate={false} data-testid={testId} data-plate={serial}>
      <svg viewBox={`0 0 ${shape.width} ${shape.height}`} {...image}>
        <rect class="plate-ground" width={shape.width} height={shape.height} rx="12" />
        <rect class="plate-border" x="5" y="5" width={shape.width - 10} height={shape.height - 10} rx="8" />
        <Sign sign={prefix.slice(0, 1)} x={PROVINCE} width={45} />
        <Sign sign={prefix.slice(1)} x={shape.letter} width={shape.character} />
        <circle class="plate-dot" cx={shape.dot} cy="70" r="5" />
        {[...serial].map((sign, i) => (
          <Sign key={i} sign={sign} x={shape.first + i * shape.pitch} width={shape.character} focused={i === focus} />
        ))}
      </svg>
      {children}
    </div>
  );
};

type SignProps = { readonly sign: string; readonly x: number; readonly width: number; readonly focused?: boolean };

const Sign = ({ sign, x, width, focused = false }: SignProps) => {
  const at = `translate(${x} ${TOP}) scale(${width / 45} 1)`;
  if (sign === BLANK) {
    return (
      <rect
        class={focused ? 'plate-open plate-focus' : 'plate-open'}
        x={x}
        y={TOP}
        width={width}
        height={CHARACTER_HEIGHT}
        rx="7"
      />
    );
  }
  const path = glyphs[sign];
  if (path !== undefined) return <path class="plate-stroke" d={path} transform={at} />;
  // A font's Chinese character is square; the scale narrows and stretches it to the box of the others.
  return (
    <text class="plate-province" transform={`${at} translate(22.5 76) scale(0.9 1.72)`} text-anchor="middle">
      {sign}
    </text>
  );
};
