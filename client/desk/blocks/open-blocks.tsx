import type { DeskAnswerOf } from '../../../protocol/desk/client-to-server.ts';
import { useDesk } from '../desk.ts';
import { Table } from '../parts/table.tsx';
import { PatternShown } from './pattern-shown.tsx';

type Props = { readonly blocks: DeskAnswerOf<'listBlocks'>['open'] };

export const OpenBlocks = ({ blocks }: Props) => {
  const { language } = useDesk();
  const { blocks: texts, count } = language.texts.value;
  return (
    <section class="card" aria-labelledby="open-title">
      <h2 id="open-title">{texts.open}</h2>
      <Table
        label={texts.open}
        head={0}
        columns={[
          { name: texts.name },
          { name: texts.pattern },
          { name: texts.free, kind: 'figure' },
          { name: texts.home, kind: 'figure' },
          { name: texts.total, kind: 'figure' },
        ]}
        rows={blocks.map((block) => ({
          key: block.id,
          testId: 'open-block',
          traits: { 'data-id': block.id, 'data-free': block.free },
          cells: [
            <>
              {block.name[language.code.value]} <small class="hint">{block.id}</small>
            </>,
            <PatternShown positions={block.positions} />,
            count(block.free),
            count(block.home),
            count(block.total),
          ],
        }))}
      />
      <p class="hint">{texts.homeHint}</p>
    </section>
  );
};
