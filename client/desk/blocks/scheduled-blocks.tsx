import { useState } from 'preact/hooks';
import type { DeskAnswerOf } from '../../../protocol/desk/desk-client-to-server.ts';
import { useAuthority, useDesk } from '../desk.ts';
import { Confirm } from '../parts/confirm.tsx';
import { Done } from '../parts/done.tsx';
import { Notice } from '../parts/notice.tsx';
import { Scroll } from '../parts/scroll.tsx';
import { useCommand } from '../parts/use-command.ts';
import { PatternShown } from './pattern-shown.tsx';

type Props = {
  readonly blocks: DeskAnswerOf<'listBlocks'>['scheduled'];
  readonly onChanged: () => Promise<void>;
};

/** Blocks that will open by themselves; a manager can call one off. */
export const ScheduledBlocks = ({ blocks, onChanged }: Props) => {
  const { language, may } = useDesk();
  const { blocks: texts, common, count, instant } = language.texts.value;
  const { timeZone } = useAuthority();
  const { busy, trouble, run } = useCommand();
  const [done, setDone] = useState(false);
  const unschedule = async (block: string): Promise<void> => {
    setDone(false);
    const answer = await run('unscheduleBlock', { block });
    setDone(answer !== null);
    await onChanged();
  };
  return (
    <section class="card" aria-labelledby="scheduled-title">
      <h2 id="scheduled-title">{texts.scheduled}</h2>
      {blocks.length === 0 ? (
        <p class="hint">{common.none}</p>
      ) : (
        <Scroll label={texts.scheduled}>
          <table>
            <thead>
              <tr>
                <th scope="col">{texts.opensAt}</th>
                <th scope="col">{texts.name}</th>
                <th scope="col">{texts.pattern}</th>
                <th scope="col" class="figure">
                  {texts.withheld}
                </th>
                <th scope="col" class="figure">
                  {texts.total}
                </th>
                {may('unscheduleBlock') && <th scope="col">{common.actions}</th>}
              </tr>
            </thead>
            <tbody>
              {blocks.map((block) => (
                <tr key={block.id} data-testid="scheduled-block" data-id={block.id}>
                  <td class="digits still">{instant(block.opensAt, timeZone)}</td>
                  <th scope="row">
                    {block.name[language.code.value]} <small class="hint">{block.id}</small>
                  </th>
                  <td>
                    <PatternShown positions={block.positions} />
                  </td>
                  <td class="figure">{count(block.withheld.length)}</td>
                  <td class="figure">{count(block.total)}</td>
                  {may('unscheduleBlock') && (
                    <td>
                      <Confirm
                        testId="unschedule"
                        label={texts.unschedule}
                        says={texts.unscheduleWarning(block.name[language.code.value], block.total)}
                        sure={texts.unscheduleSure}
                        busy={busy}
                        onSure={() => void unschedule(block.id)}
                      />
                    </td>
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
      <Notice trouble={trouble} />
      <Done>{done ? <p>{texts.unscheduled}</p> : null}</Done>
    </section>
  );
};
