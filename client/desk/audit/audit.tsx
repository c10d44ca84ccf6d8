import { useEffect, useState } from 'preact/hooks';
import type { AuditEntry } from '../../../protocol/desk/commands/read-audit.ts';
import { Action } from '../../pages/parts/action.tsx';
import { useAuthority, useDesk } from '../desk.ts';
import { Notice } from '../parts/notice.tsx';
import { Page } from '../parts/page.tsx';
import { Scroll } from '../parts/scroll.tsx';
import { useCommand } from '../parts/use-command.ts';

/** The audit trail, newest first: who did what, when, to what, and what was there before and after. */
export const AuditPage = () => {
  const { language } = useDesk();
  const texts = language.texts.value;
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
          <Scroll label={texts.pages.audit}>
            <table>
              <thead>
                <tr>
                  <th scope="col">{texts.audit.when}</th>
                  <th scope="col">{texts.audit.who}</th>
                  <th scope="col">{texts.audit.what}</th>
                  <th scope="col">{texts.audit.subject}</th>
                  <th scope="col">{texts.audit.outcome}</th>
                  <th scope="col">{texts.audit.reason}</th>
                  <th scope="col">{texts.audit.change}</th>
                </tr>
              </thead>
              <tbody>
                {entries.map((entry) => (
                  <Line key={entry.entry} entry={entry} />
                ))}
              </tbody>
            </table>
          </Scroll>
        )}
        {more && (
          <Action testId="more" busy={busy} onPress={() => void read(entries.at(-1)?.entry)}>
            {texts.common.more}
          </Action>
        )}
      </section>
    </Page>
  );
};

const Line = ({ entry }: { readonly entry: AuditEntry }) => {
  const { audit: texts, roles, instant } = useDesk().language.texts.value;
  const { timeZone } = useAuthority();
  const role = entry.role === 'clerk' || entry.role === 'manager' ? roles[entry.role] : entry.role;
  return (
    <tr data-testid="audit-entry" data-what={entry.what} data-outcome={entry.outcome}>
      <td class="digits still">{instant(entry.at, timeZone)}</td>
      <td class="still">
        {entry.who} <small class="hint">{role}</small>
      </td>
      <td>{texts.deeds[entry.what] ?? entry.what}</td>
      <td>{entry.subject}</td>
      <td>{entry.outcome === 'done' ? texts.done : <span class="flag">{texts.refused(entry.outcome)}</span>}</td>
      <td>{entry.reason}</td>
      <td>
        {(entry.before !== '' || entry.after !== '') && (
          <details>
            <summary>{texts.change}</summary>
            <dl class="facts">
              {entry.before !== '' && <State name={texts.before} json={entry.before} />}
              {entry.after !== '' && <State name={texts.after} json={entry.after} />}
            </dl>
          </details>
        )}
      </td>
    </tr>
  );
};

const State = ({ name, json }: { readonly name: string; readonly json: string }) => (
  <div>
    <dt>{name}</dt>
    <dd>
      <code>{json}</code>
    </dd>
  </div>
);
