import { useRef, useState } from 'preact/hooks';
import type { HttpAnswer, Working } from '../../lib/ask.ts';
import type { Trouble } from './notice.tsx';

/**
 * One request over HTTP at a time for one place of a page. `ask` resolves to the answer after setting `trouble`, or to
 * null while another is under way.
 */
export const useHttp = () => {
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  // A second press may come before the first has been drawn.
  const running = useRef(false);
  const ask = async <A extends HttpAnswer<unknown>>(asking: (working: Working) => Promise<A>): Promise<A | null> => {
    if (running.current) return null;
    running.current = true;
    setBusy(true);
    setTrouble(null);
    const answer = await asking(setTrouble);
    running.current = false;
    setBusy(false);
    setTrouble(answer.ok ? null : (answer.refusal ?? 'unreachable'));
    return answer;
  };
  return { busy, trouble, setTrouble, ask };
};
