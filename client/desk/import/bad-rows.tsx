import { useEffect, useState } from 'preact/hooks';
import { Action } from '../../pages/parts/action.tsx';
import { Notice, type Trouble } from '../../pages/parts/notice.tsx';
import { saveFile } from '../../pages/save-file.ts';
import { askDesk, askPatiently } from '../ask-desk.ts';
import { type Desk, useDesk } from '../desk.ts';
import { Table } from '../parts/table.tsx';
import { type BadRow, csvOf } from './bad-rows-csv.ts';

type Props = { readonly of: string; readonly bad: number };

/** The bad rows of a finished import, page by page, or all of them as a file. */
export const BadRows = ({ of, bad }: Props) => {
  const { client, language } = useDesk();
  const { import: texts, common } = language.texts.value;
  const [rows, setRows] = useState<readonly BadRow[]>([]);
  const [ended, setEnded] = useState(false);
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<Trouble | null>(null);

  const more = async (): Promise<void> => {
    setBusy(true);
    const asked = await askDesk(client, 'readBadRows', { import: of, from: rows.length });
    setBusy(false);
    if (!asked.ok) return setTrouble(asked.trouble);
    setRows([...rows, ...asked.answer.rows]);
    setEnded(asked.answer.rows.length === 0 || rows.length + asked.answer.rows.length >= asked.answer.total);
  };
  useEffect(() => {
    void more();
  }, []);
  const download = async (): Promise<void> => {
    setBusy(true);
    const all = await readAll(client, of);
    setBusy(false);
    if (!Array.isArray(all)) return setTrouble(all);
    const csv = csvOf(all, [texts.line, texts.column, texts.problem], language.code.value);
    saveFile(new Blob([csv], { type: 'text/csv;charset=utf-8' }), 'bad-rows.csv');
  };
  return (
    <section class="card" aria-labelledby="bad-title">
      <h2 id="bad-title">{texts.badRows(bad)}</h2>
      <Notice trouble={trouble} />
      <Table
        label={texts.badRows(bad)}
        columns={[{ name: texts.line, kind: 'figure' }, { name: texts.column }, { name: texts.problem }]}
        rows={rows.flatMap(({ line, problems }) =>
          problems.map((problem, i) => ({
            key: `${line} ${i}`,
            testId: 'bad-row',
            traits: { 'data-line': line, 'data-code': problem.code },
            cells: [String(line), problem.field === '' ? texts.wholeRow : problem.field, problem[language.code.value]],
          })),
        )}
      />
      {ended && rows.length < bad && <p class="hint">{texts.badKept(rows.length, bad)}</p>}
      <div class="row">
        {!ended && (
          <Action testId="more" busy={busy} onPress={() => void more()}>
            {common.more}
          </Action>
        )}
        <Action testId="download" busy={busy} onPress={() => void download()}>
          {texts.download}
        </Action>
      </div>
    </section>
  );
};

const readAll = async (client: Desk['client'], of: string): Promise<BadRow[] | Trouble> => {
  const rows: BadRow[] = [];
  for (;;) {
    const asked = await askPatiently(client, 'readBadRows', { import: of, from: rows.length }, ['tooManyRequests']);
    if (!asked.ok) return asked.trouble;
    rows.push(...asked.answer.rows);
    if (asked.answer.rows.length === 0 || rows.length >= asked.answer.total) return rows;
  }
};
