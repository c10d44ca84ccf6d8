import { useRef, useState } from 'preact/hooks';
import { Action } from '../../pages/parts/action.tsx';
import { useDesk } from '../desk.ts';
import { Notice, type Trouble } from '../parts/notice.tsx';
import { Page } from '../parts/page.tsx';
import { Select } from '../parts/select.tsx';
import { BadRows } from './bad-rows.tsx';
import { type Encoding, type Finished, sendFile } from './send-file.ts';

const ENCODINGS = ['utf-8', 'gbk', 'utf-16le'] as const satisfies readonly Encoding[];

/** Importing the register of new vehicles: the file, how far it is, and what was wrong with which row (ELIG-2). */
export const ImportPage = () => {
  const { client, language, imported } = useDesk();
  const texts = language.texts.value.import;
  const title = language.texts.value.pages.import;
  const file = useRef<HTMLInputElement>(null);
  const running = useRef<AbortController | null>(null);
  const [encoding, setEncoding] = useState<Encoding | 'guess'>('guess');
  const [share, setShare] = useState<number | null>(null);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const [finished, setFinished] = useState<Finished | null>(null);

  const start = async (): Promise<void> => {
    if (running.current !== null) return;
    setTrouble(null);
    const chosen = file.current?.files?.[0];
    if (chosen === undefined) return setTrouble({ sentence: texts.noFile });
    const stop = new AbortController();
    running.current = stop;
    setFinished(null);
    setShare(0);
    const ended = await sendFile(client, chosen, {
      encoding: encoding === 'guess' ? null : encoding,
      tooLarge: (maxBytes) => ({ sentence: texts.tooLarge(Math.floor(maxBytes / 2 ** 20)) }),
      onSent: setShare,
      stop: stop.signal,
      // A file that was chosen may be gone or changed by the time that it is read.
    }).catch((): { ok: false; trouble: Trouble } => ({ ok: false, trouble: { sentence: texts.noFile } }));
    running.current = null;
    setShare(null);
    if (ended.ok) setFinished(ended.finished);
    else setTrouble(ended.trouble === 'stopped' ? { sentence: texts.stopped } : ended.trouble);
  };
  const moved = imported.value;
  return (
    <Page name="import" title={title}>
      <form
        class="card"
        onSubmit={(event) => {
          event.preventDefault();
          void start();
        }}
      >
        <p>{texts.explain}</p>
        <div class="fields">
          <div class="field">
            <label for="field-file">{texts.file}</label>
            <input
              id="field-file"
              data-testid="field-file"
              type="file"
              ref={file}
              accept=".csv,.txt,.jsonl,.ndjson,.json"
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
        <Notice trouble={trouble} />
        {share === null ? (
          <Action kind="main" type="submit" testId="import">
            {texts.start}
          </Action>
        ) : (
          <>
            <label class="progress">
              {texts.sending(Math.floor(share * 100))}
              <progress max={1} value={share} />
            </label>
            {moved !== null && <Counts counts={moved.counts} />}
            <Action testId="stop-import" onPress={() => running.current?.abort()}>
              {texts.stop}
            </Action>
          </>
        )}
      </form>
      {finished !== null && <Outcome finished={finished} />}
    </Page>
  );
};

const Outcome = ({ finished }: { readonly finished: Finished }) => {
  const { language } = useDesk();
  const texts = language.texts.value.import;
  const { answer } = finished;
  if (answer.outcome !== 'imported') {
    return (
      <p class="notice" role="alert" data-testid="not-imported" data-outcome={answer.outcome}>
        {answer.words[language.code.value]}
      </p>
    );
  }
  return (
    <>
      <section class="card" data-testid="imported">
        <p role="status">{texts.done(answer.inRegister)}</p>
        <Counts counts={answer.counts} />
      </section>
      {answer.counts.bad > 0 && <BadRows key={finished.import} of={finished.import} bad={answer.counts.bad} />}
    </>
  );
};

const FIGURES = ['rows', 'added', 'changed', 'unchanged', 'bad'] as const;

const Counts = ({ counts }: { readonly counts: Readonly<Record<(typeof FIGURES)[number], number>> }) => {
  const { import: texts, count } = useDesk().language.texts.value;
  return (
    <dl class="tiles">
      {FIGURES.map((figure) => (
        <div key={figure} class="tile" data-testid={`import-${figure}`} data-count={counts[figure]}>
          <dt>{texts[figure]}</dt>
          <dd class="digits">{count(counts[figure])}</dd>
        </div>
      ))}
    </dl>
  );
};
