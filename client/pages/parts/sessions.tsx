import { useState } from 'preact/hooks';
import type { SessionEntry, SessionsView } from '../../../protocol/http/sessions.ts';
import type { HttpAnswer } from '../../lib/ask.ts';
import { sessionTexts } from '../../texts/sessions.ts';
import { useFrame } from '../frame.ts';
import { Action } from './action.tsx';
import { Notice, type Trouble } from './notice.tsx';

type Props = {
  readonly read: () => Promise<HttpAnswer<SessionsView>>;
  readonly end: (id: string) => Promise<HttpAnswer<null>>;
  readonly instant: (ms: number) => string;
};

/** The account's sessions, read whenever the list is opened; each can be ended here but the page's own. */
export const Sessions = ({ read, end, instant }: Props) => {
  const texts = sessionTexts[useFrame().language.code.value];
  const [sessions, setSessions] = useState<readonly SessionEntry[] | null>(null);
  const [busy, setBusy] = useState<string | null>(null);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const look = async (): Promise<void> => {
    const answer = await read();
    if (answer.ok) setSessions(answer.value.sessions);
    setTrouble(answer.ok ? null : (answer.refusal ?? 'unreachable'));
  };
  const endOne = async (id: string): Promise<void> => {
    setBusy(id);
    const answer = await end(id);
    setBusy(null);
    if (answer.ok) await look();
    else setTrouble(answer.refusal ?? 'unreachable');
  };
  return (
    <details data-testid="sessions" onToggle={(event) => event.currentTarget.open && void look()}>
      <summary>{texts.title}</summary>
      <Notice trouble={trouble} />
      <ul class="sessions">
        {(sessions ?? []).map(({ id, device, address, begunAt, usedAt, current }) => (
          <li key={id} data-testid="session" data-current={current}>
            <p>
              {texts.device[device]} {address !== '' && <span class="digits">{address}</span>}
              {current && ` · ${texts.current}`}
            </p>
            <p class="hint">
              {texts.begun(instant(begunAt))} · {texts.used(instant(usedAt))}
            </p>
            {!current && (
              <Action kind="plain" testId="end-session" busy={busy === id} onPress={() => void endOne(id)}>
                {texts.end}
                <span class="unseen">
                  {texts.device[device]} {texts.begun(instant(begunAt))}
                </span>
              </Action>
            )}
          </li>
        ))}
      </ul>
    </details>
  );
};
