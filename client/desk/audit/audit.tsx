import { useEffect, useState } from 'preact/hooks';
import type { AuditEntry } from '../../../protocol/desk/commands/read-audit.ts';
import { Action } from '../../pages/parts/action.tsx';
import { Notice } from '../../pages/parts/notice.tsx';
import { Page } from '../../pages/parts/page.tsx';
import { useAuthority, useDesk } from '../desk.ts';
import { type Row, Table } from '../parts/table.tsx';
import { useCommand } from '../parts/use-command.ts';
import type { DeskTexts } from '../texts/zh.ts';

/** The audit trail, newest first: the time, the account, the deed, its subject, and the states before and after. */
export const AuditPage = () => {
  const texts = useDesk().language.texts.value;
  const { timeZone } = useAuthority();
  const [entries, setEntries] = useState<readonly AuditEntry[]>([]);
  const [more, setMore] = useState(false);
  const { busy, trouble, run } = useCommand();
  const read = async (before?: string): Promise<void> => {
    const answer = await run('readAudit', before === undefined ? {} : { before });
    if (answer === null) return;
    setEntries((known) => (before === undefined ? answer.entries : [...known, ...answer.entries]));
    setMore(answer.more);
  };
  useEffect(() => {
    void read();
  }, []);
  return (
    <Page name="audit" title={texts.pages.audit}>
      <p class="hint">{texts.audit.explain}</p>
      <Notice trouble={trouble} />
      <section class="card" aria-label={texts.pages.audit}>
        {entries.length === 0 ? (
          <p class="hint">{busy ? '' : texts.audit.empty}</p>
        ) : (
          <Table
            label={texts.pages.audit}
            columns={[
              { name: texts.audit.when, kind: 'digits' },
              { name: texts.audit.who, kind: 'still' },
              { name: texts.audit.what },
              { name: texts.audit.subject },
              { name: texts.audit.outcome },
              { name: texts.audit.reason },
              { name: texts.audit.change },
            ]}
            rows={entries.map((entry) => lineOf(entry, texts, timeZone))}
          />
        )}
        {more && (
          <Action testId="more" busy={busy} onPress={() => void read(entries[entries.length - 1]?.entry)}>
            {texts.common.more}
          </Action>
        )}
      </section>
    </Page>
  );
};

const lineOf = (entry: AuditEntry, texts: DeskTexts, timeZone: string): Row => {
  const { audit, roles, instant } = texts;
  const deeds: Readonly<Record<string, string>> = audit.deeds;
  const role = entry.role === 'clerk' || entry.role === 'manager' ? roles[entry.role] : entry.role;
  return {
    key: entry.entry,
    testId: 'audit-entry',
    traits: { 'data-what': entry.what, 'data-outcome': entry.outcome },
    cells: [
      instant(entry.at, timeZone),
      <>
        {entry.who === '' ? audit.nobody : entry.who} <small class="hint">{role}</small>
      </>,
      deeds[entry.what] ?? entry.what,
      entry.subject,
      <Outcome code={entry.outcome} audit={audit} />,
      entry.reason,
      (entry.before !== '' || entry.after !== '') && (
        <details>
          <summary>{audit.change}</summary>
          <dl class="facts">
            {entry.before !== '' && <State name={audit.before} json={entry.before} />}
            {entry.after !== '' && <State name={audit.after} json={entry.after} />}
          </dl>
        </details>
      ),
    ],
  };
};

const Outcome = ({ code, audit }: { readonly code: string; readonly audit: DeskTexts['audit'] }) =>
  code === 'done' || code === 'proposed' ? <>{audit[code]}</> : <span class="flag">{audit.refused(code)}</span>;

const State = ({ name, json }: { readonly name: string; readonly json: string }) => (
  <div>
    <dt>{name}</dt>
    <dd>
      <code>{json}</code>
    </dd>
  </div>
);
