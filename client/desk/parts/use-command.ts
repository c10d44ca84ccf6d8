import { useRef, useState } from 'preact/hooks';
import type { DeskAnswerOf, DeskCommandName } from '../../../protocol/desk/desk-client-to-server.ts';
import type { FieldProblem } from '../../../protocol/form-problems.ts';
import { askDesk } from '../ask-desk.ts';
import { useDesk } from '../desk.ts';
import type { DeskBody } from '../desk-client.ts';
import type { Trouble } from './notice.tsx';

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
