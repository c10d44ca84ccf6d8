import { useRef, useState } from 'preact/hooks';
import type { DeskAnswerOf, DeskCommandName } from '../../../protocol/desk/desk-client-to-server.ts';
import type { FieldProblem } from '../../../protocol/form-problems.ts';
import { type Desk, useDesk } from '../desk.ts';
import type { DeskBody } from '../desk-client.ts';
import type { Trouble } from './notice.tsx';

type Asked<N extends DeskCommandName> =
  | { readonly ok: true; readonly answer: DeskAnswerOf<N> }
  | { readonly ok: false; readonly trouble: Trouble; readonly problems: readonly FieldProblem[] };

/** Sends one message and waits for what comes of it. */
export const askDesk = async <N extends DeskCommandName>(
  client: Desk['client'],
  name: N,
  body: DeskBody<N>,
): Promise<Asked<N>> => {
  const reply = await client.send(name, body);
  if (reply === 'unanswered') return { ok: false, trouble: reply, problems: [] };
  if (!reply.ok) return { ok: false, trouble: reply.refusal, problems: reply.problems ?? [] };
  return { ok: true, answer: reply.answer };
};

/**
 * One command at a time for one place of a page. `run` gives the answer, or null after setting `trouble` and
 * `problems`; while one is under way another is not begun.
 */
export const useCommand = () => {
  const { client } = useDesk();
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const [problems, setProblems] = useState<readonly FieldProblem[]>([]);
  const running = useRef(false);

  const run = async <N extends DeskCommandName>(name: N, body: DeskBody<N>): Promise<DeskAnswerOf<N> | null> => {
    if (running.current) return null;
    running.current = true;
    setBusy(true);
    setTrouble(null);
    setProblems([]);
    const asked = await askDesk(client, name, body);
    running.current = false;
    setBusy(false);
    if (asked.ok) return asked.answer;
    setTrouble(asked.trouble);
    setProblems(asked.problems);
    return null;
  };
  return { busy, trouble, setTrouble, problems, setProblems, run };
};
