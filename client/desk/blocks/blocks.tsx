import { Notice } from '../../pages/parts/notice.tsx';
import { Page } from '../../pages/parts/page.tsx';
import { useDesk } from '../desk.ts';
import { useQuery } from '../parts/use-query.ts';
import { AddBlock } from './add-block.tsx';
import { OpenBlocks } from './open-blocks.tsx';
import { ScheduledBlocks } from './scheduled-blocks.tsx';
import { Withholding } from './withholding.tsx';

/** The open and the scheduled blocks of the pool (POOL-2); a manager adds, schedules and withholds. */
export const BlocksPage = () => {
  const { language, may } = useDesk();
  const texts = language.texts.value;
  const { answer, trouble, refresh } = useQuery('listBlocks', {});
  return (
    <Page name="blocks" title={texts.pages.blocks}>
      <Notice trouble={trouble} />
      {answer !== null && (
        <>
          <OpenBlocks blocks={answer.open} />
          {(answer.scheduled.length > 0 || may('scheduleBlock')) && (
            <ScheduledBlocks blocks={answer.scheduled} onChanged={refresh} />
          )}
        </>
      )}
      {may('addBlock') ? (
        <>
          <AddBlock onChanged={refresh} />
          <Withholding onChanged={refresh} />
        </>
      ) : (
        <p class="hint">{texts.common.forManagers}</p>
      )}
    </Page>
  );
};
