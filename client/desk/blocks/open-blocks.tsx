import type { DeskAnswerOf } from '../../../protocol/desk/desk-client-to-server.ts';
import { useDesk } from '../desk.ts';
import { Scroll } from '../parts/scroll.tsx';
import { PatternShown } from './pattern-shown.tsx';

type Props = { readonly blocks: DeskAnswerOf<'listBlocks'>['open'] };

export const OpenBlocks = ({ blocks }: Props) => {
  const { language } = useDesk();
  const { blocks: texts, count } = language.texts.value;
  return (
    <section class="card" aria-labelledby="open-title">
      <h2 id="open-title">{texts.open}</h2>
      <Scroll label={texts.open}>
        <table data-testid="open-blocks">
          <thead>
            <tr>
              <th scope="col">{texts.name}</th>
              <th scope="col">{texts.pattern}</th>
              <th scope="col" class="figure">
                {texts.free}
              </th>
              <th scope="col" class="figure">
                {texts.home}
              </th>
              <th scope="col" class="figure">
                {texts.total}
              </th>
            </tr>
          </thead>
          <tbody>
            {blocks.map((block) => (
              <tr key={block.id} data-testid="open-block" data-id={block.id} data-free={block.free}>
                <th scope="row">
                  {block.name[language.code.value]} <small class="hint">{block.id}</small>
                </th>
                <td>
                  <PatternShown positions={block.positions} />
                </td>
                <td class="figure">{count(block.free)}</td>
                <td class="figure">{count(block.home)}</td>
                <td class="figure">{count(block.total)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      <p class="hint">{texts.homeHint}</p>
    </section>
  );
};
