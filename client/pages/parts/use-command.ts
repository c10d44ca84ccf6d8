import { useRef, useState } from 'preact/hooks';
import type { CommandName, Reply } from '../../../protocol/client-to-server.ts';
import type { RequestBody } from '../../lib/commands.ts';
import { useApp } from '../app-state.ts';
import type { Trouble } from './notice.tsx';

type Answered<N extends CommandName> = Extract<Reply<N>, { ok: true }>['answer'];

/**
 * One command at a time for one place of a page. `run` gives the answer, or null after setting `trouble`; while one
 * is under way another is not begun.
 */
export const useCommand = () => {
  const { client } = useApp();
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const running = useRef(false);

  const run = async <N extends CommandName>(name: N, body: RequestBody<N>): Promise<Answered<N> | null> => {
    if (running.current) return null;
    running.current = true;
    setBusy(true);
    setTrouble(null);
    const reply = await client.send(name, body);
    running.current = false;
    setBusy(false);
    if (reply === 'unanswered') setTrouble('unanswered');
    else if (!reply.ok) setTrouble(reply.refusal);
    else return reply.answer;
    return null;
  };
  return { busy, trouble, setTrouble, run };
};
