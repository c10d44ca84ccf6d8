import { useRef, useState } from 'preact/hooks';
import { Action } from '../../pages/parts/action.tsx';
import { Notice, type Trouble } from '../../pages/parts/notice.tsx';
import { Page } from '../../pages/parts/page.tsx';
import { useDesk } from '../desk.ts';
import { Select } from '../parts/select.tsx';
import { Counts, Outcome } from './outcome.tsx';
import type { Encoding } from './send-file.ts';

const ENCODINGS = ['utf-8', 'gbk', 'utf-16le', 'utf-16be'] as const satisfies readonly Encoding[];

/** Importing the register of new vehicles: the file, its progress, and the problems of its rows (ELIG-2). */
export const ImportPage = () => {
  const { language, imported, importing } = useDesk();
  const { import: texts, pages } = language.texts.value;
  const file = useRef<HTMLInputElement>(null);
  const [encoding, setEncoding] = useState<Encoding | 'guess'>('guess');
  const [noFile, setNoFile] = useState(false);
  const state = importing.state.value;

  const start = (event: Event): void => {
    event.preventDefault();
    const chosen = file.current?.files?.[0];
    setNoFile(chosen === undefined);
    if (chosen !== undefined) importing.start(chosen, encoding === 'guess' ? null : encoding);
  };
  const trouble = (): Trouble | null => {
    if (noFile) return { sentence: texts.noFile };
    if (state.stage !== 'ended') return null;
    const { ended } = state;
    if (ended.how === 'failed') return ended.trouble;
    if (ended.how === 'tooLarge') return { sentence: texts.tooLarge(Math.floor(ended.maxBytes / 2 ** 20)) };
    if (ended.how === 'unreadable') return { sentence: texts.unreadable };
    return ended.how === 'stopped' ? { sentence: texts.stopped } : null;
  };
  const moved = imported.value;
  return (
    <Page name="import" title={pages.import}>
      <form class="card" onSubmit={start}>
        <p>{texts.explain}</p>
        <div class="fields">
          <div class="field">
            <label for="field-file">{texts.file}</label>
            <input
              id="field-file"
              data-testid="field-file"
              type="file"
              ref={file}
              accept=".csv,.tsv,.txt,.jsonl,.ndjson,.json"
            />
          </div>
          <Select
            name="encoding"
            label={texts.encoding}
            value={encoding}
            options={[['guess', texts.encodingGuess], ...ENCODINGS.map((each) => [each, each.toUpperCase()] as const)]}
            onChange={setEncoding}
          />
        </div>
        <Notice trouble={trouble()} />
        {state.stage === 'sending' ? (
          <>
            <label class="progress">
              {texts.sending(Math.floor(state.share * 100))}
              <progress max={1} value={state.share} />
            </label>
            {moved?.import === state.import && <Counts counts={moved.counts} />}
            <Action testId="stop-import" onPress={importing.stop}>
              {texts.stop}
            </Action>
          </>
        ) : (
          <Action kind="main" type="submit" testId="import">
            {texts.start}
          </Action>
        )}
      </form>
      {state.stage === 'ended' && state.ended.how === 'finished' && (
        <Outcome import={state.ended.import} answer={state.ended.answer} />
      )}
    </Page>
  );
};
