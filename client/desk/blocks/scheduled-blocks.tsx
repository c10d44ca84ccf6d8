import type { DeskAnswerOf } from '../../../protocol/desk/client-to-server.ts';
import { Notice } from '../../pages/parts/notice.tsx';
import { useAuthority, useDesk } from '../desk.ts';
import { Confirm } from '../parts/confirm.tsx';
import { Done } from '../parts/done.tsx';
import { Table } from '../parts/table.tsx';
import { useDeed } from '../parts/use-deed.ts';
import { PatternShown } from './pattern-shown.tsx';

type Props = {
  readonly blocks: DeskAnswerOf<'listBlocks'>['scheduled'];
  readonly onChanged: () => Promise<void>;
};

/** The blocks that open at their instant without anybody; a manager can cancel one. */
export const ScheduledBlocks = ({ blocks, onChanged }: Props) => {
  const { language, may } = useDesk();
  const { blocks: texts, common, count, instant } = language.texts.value;
  const { timeZone } = useAuthority();
  const { busy, trouble, done, perform } = useDeed(onChanged);
  return (
    <section class="card" aria-labelledby="scheduled-title">
      <h2 id="scheduled-title">{texts.scheduled}</h2>
      {blocks.length === 0 ? (
        <p class="hint">{common.none}</p>
      ) : (
        <Table
          label={texts.scheduled}
          head={0}
          columns={[
            { name: texts.name },
            { name: texts.opensAt, kind: 'digits' },
            { name: texts.pattern },
            { name: texts.withheld, kind: 'figure' },
            { name: texts.total, kind: 'figure' },
            ...(may('unscheduleBlock') ? [{ name: common.actions, kind: 'actions' } as const] : []),
          ]}
          rows={blocks.map((block) => ({
            key: block.id,
            testId: 'scheduled-block',
            traits: { 'data-id': block.id },
            cells: [
              <>
                {block.name[language.code.value]} <small class="hint">{block.id}</small>
              </>,
              instant(block.opensAt, timeZone),
              <PatternShown positions={block.positions} />,
              count(block.withheld.length),
              count(block.total),
              <Confirm
                testId="unschedule"
                label={texts.unschedule}
                says={texts.unscheduleWarning(block.name[language.code.value], block.total)}
                sure={texts.unscheduleSure}
                busy={busy}
                onSure={() => void perform('unscheduleBlock', { block: block.id })}
              />,
            ],
          }))}
        />
      )}
      <Notice trouble={trouble} />
      <Done>{done && <p>{texts.unscheduled}</p>}</Done>
    </section>
  );
};
