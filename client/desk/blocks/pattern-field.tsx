import { useState } from 'preact/hooks';
import type { FieldProblem } from '../../../protocol/form-problems.ts';
import { useDesk } from '../desk.ts';
import { Field } from '../parts/field.tsx';
import { Select } from '../parts/select.tsx';
import { useQuery } from '../parts/use-query.ts';
import { charactersOf } from './pattern.ts';
import { PatternShown } from './pattern-shown.tsx';

type Named = { readonly id: string; readonly zh: string; readonly en: string };
type Props = {
  readonly wrong: string | null;
  readonly problems: readonly FieldProblem[];
  /** The positions, or none while one has no character; and the names of a ready pattern. */
  readonly onChange: (positions: readonly string[], named: Named | null) => void;
};
const OWN = 'own';
const LENGTHS = ['5', '6'] as const;

/** A ready pattern from a list, or a pattern that is typed position by position. */
export const PatternField = ({ wrong, problems, onChange }: Props) => {
  const { language } = useDesk();
  const { blocks: texts } = language.texts.value;
  const { answer } = useQuery('listPatterns', {});
  const patterns = answer?.patterns ?? [];
  const [chosen, choose] = useState('');
  const [length, setLength] = useState<(typeof LENGTHS)[number]>('5');
  const [typed, setTyped] = useState<readonly string[]>([]);

  const own = (next: readonly string[], count: number): void => {
    setTyped(next);
    const positions = Array.from({ length: count }, (_, i) => charactersOf(next[i] ?? ''));
    onChange(positions.includes('') ? [] : positions, null);
  };
  const take = (id: string): void => {
    choose(id);
    const ready = patterns.find((pattern) => pattern.id === id);
    if (ready !== undefined) onChange(ready.positions, { id: ready.id, ...ready.name });
    else if (id === OWN) own(typed, Number(length));
    else onChange([], null);
  };
  const ready = patterns.find((pattern) => pattern.id === chosen);
  const mistakes = [
    ...problems.filter(({ field }) => field.startsWith('positions')).map((problem) => problem[language.code.value]),
    ...(wrong === null ? [] : [wrong]),
  ];
  return (
    <div class="pattern-field">
      <Select
        name="pattern"
        label={`${texts.ready} *`}
        value={chosen}
        options={[
          ['', '—'],
          ...patterns.map(({ id, name, total }) => [id, texts.patternOf(name[language.code.value], total)] as const),
          [OWN, texts.own],
        ]}
        onChange={take}
      />
      {ready !== undefined && <PatternShown positions={ready.positions} />}
      {chosen === OWN && (
        <>
          <Select
            name="length"
            label={texts.length}
            value={length}
            options={LENGTHS.map((each) => [each, each] as const)}
            onChange={(next) => {
              setLength(next);
              own(typed, Number(next));
            }}
          />
          <p class="hint">{texts.positionHint}</p>
          <div class="positions-typed">
            {Array.from({ length: Number(length) }, (_, i) => (
              <Field
                key={i}
                name={`position-${i}`}
                label={texts.position(i + 1)}
                required
                hint={texts.characters(charactersOf(typed[i] ?? '').length)}
                value={typed[i] ?? ''}
                onInput={(value) => own(Object.assign([...typed], { [i]: value }), Number(length))}
              />
            ))}
          </div>
        </>
      )}
      {mistakes.length > 0 && (
        <p class="wrong" role="alert" data-testid="field-positions-wrong">
          {mistakes.join(' ')}
        </p>
      )}
    </div>
  );
};
