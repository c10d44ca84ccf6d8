import { useEffect, useState } from 'preact/hooks';
import type { OutboxView } from '../../../protocol/http/outbox.ts';
import type { Api } from '../../lib/http.ts';
import { useApp } from '../app-state.ts';
import { Action } from '../parts/action.tsx';

/** How often an open outbox looks for new messages, in ms. */
const LOOK = 1_500;

type Props = {
  readonly onCode: (code: string) => void;
  /** Where the messages are read; the signed-in applicant's by default. */
  readonly read?: Api['readOutbox'];
};

/** The development outbox in place of a phone (SMS-4); where the server has none, it does not show at all. */
export const Outbox = ({ onCode, read }: Props) => {
  const { api, language } = useApp();
  const texts = language.texts.value.outbox;
  const [messages, setMessages] = useState<OutboxView['messages'] | null>(null);
  const [open, setOpen] = useState(false);

  const look = async (): Promise<void> => {
    const answer = await (read ?? api.readOutbox)();
    if (answer.ok) setMessages(answer.value.messages);
  };
  useEffect(() => void look(), []);
  useEffect(() => {
    if (!open) return;
    void look();
    const timer = setInterval(() => void look(), LOOK);
    return () => clearInterval(timer);
  }, [open]);

  if (messages === null) return null;
  return (
    <section class="outbox">
      <button type="button" class="link" data-testid="open-outbox" aria-expanded={open} onClick={() => setOpen(!open)}>
        {open ? texts.close : texts.open}
      </button>
      {open && (
        <div class="outbox-panel card">
          <h2>{texts.title}</h2>
          <p class="hint">{texts.hint}</p>
          {messages.length === 0 && <p>{texts.empty}</p>}
          <ol>
            {messages.map((message) => (
              <li key={`${message.at} ${message.text}`}>
                <p lang="zh-CN" data-testid="outbox-message">
                  {message.text}
                </p>
                <FillIn text={message.text} label={texts.fill} onCode={onCode} />
              </li>
            ))}
          </ol>
        </div>
      )}
    </section>
  );
};

type FillInProps = {
  readonly text: string;
  readonly label: (code: string) => string;
  readonly onCode: Props['onCode'];
};

const FillIn = ({ text, label, onCode }: FillInProps) => {
  const code = /(?:^|\D)(\d{6})(?!\d)/.exec(text)?.[1];
  if (code === undefined) return null;
  return (
    <Action testId="outbox-code" onPress={() => onCode(code)}>
      {label(code)}
    </Action>
  );
};
