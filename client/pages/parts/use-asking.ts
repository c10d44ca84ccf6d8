import { useRef, useState } from 'preact/hooks';
import type { FieldProblem } from '../../../protocol/form-problems.ts';
import type { BodyOf, Send } from '../../lib/commands.ts';
import type { Conversation, NameIn } from '../../lib/conversation.ts';
import type { Trouble } from './notice.tsx';

type Answer<C extends Conversation, N extends NameIn<C>> = Extract<C[N]['reply'], { ok: true }>['answer'];

/**
 * One command at a time for one place of a page. `run` resolves to the answer, or to null after setting `trouble` and
 * `problems`; it does nothing while another command is under way.
 */
export const useAsking = <C extends Conversation>({ send }: { readonly send: Send<C> }) => {
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const [problems, setProblems] = useState<readonly FieldProblem[]>([]);
  // A second press may come before the first has been drawn.
  const running = useRef(false);
  const run = async <N extends NameIn<C>>(name: N, body: BodyOf<C, N>): Promise<Answer<C, N> | null> => {
    if (running.current) return null;
    running.current = true;
    setBusy(true);
    setTrouble(null);
    setProblems([]);
    const reply = await send(name, body);
    running.current = false;
    setBusy(false);
    if (reply === 'unanswered') setTrouble(reply);
    else if (reply.ok) return reply.answer;
    else {
      setTrouble(reply.refusal);
      if ('problems' in reply) setProblems(reply.problems as readonly FieldProblem[]);
    }
    return null;
  };
  return { busy, trouble, setTrouble, problems, setProblems, run };
};
