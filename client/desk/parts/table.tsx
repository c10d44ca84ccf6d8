import type { ComponentChildren } from 'preact';

/** `figure`: digits, to the right. `still`: never broken over lines. `actions`: buttons, shown without the column's name on a card. */
type Column = { readonly name: string; readonly kind?: 'figure' | 'still' | 'digits' | 'actions' };
export type Row = {
  readonly key: string;
  readonly testId: string;
  /** Attributes by which a test finds it. */
  readonly traits?: Readonly<Record<`data-${string}`, string | number>>;
  /** One for each column, in order. */
  readonly cells: readonly ComponentChildren[];
};
type Props = {
  readonly label: string;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  /** The index of the column that names the row, if there is one. */
  readonly head?: number;
};

/**
 * A table that scrolls within its place if it is wider, by keyboard too. On a narrow screen each row is a card with the
 * names of its columns, so that its actions are never out of sight.
 */
export const Table = ({ label, columns, rows, head = -1 }: Props) => (
  <div class="scroll" role="group" aria-label={label} tabIndex={0}>
    <table>
      <thead>
        <tr>
          {columns.map(({ name, kind }, i) => (
            <th key={i} scope="col" class={kind}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ key, testId, traits, cells }) => (
          <tr key={key} data-testid={testId} {...traits}>
            {/* Keys are indexes: names change with the language, and an open question must stay open. */}
            {columns.map(({ name, kind }, i) => {
              const cell = cells[i];
              const isEmpty = cell === '' || cell === null || cell === undefined || cell === false;
              const shared = { 'data-name': name, class: isEmpty ? `${kind ?? ''} empty` : kind };
              return i === head ? (
                <th key={i} scope="row" {...shared}>
                  <div>{cell}</div>
                </th>
              ) : (
                <td key={i} {...shared}>
                  <div>{cell}</div>
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);
