import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { DeskAnswerOf, DeskCommandName } from '../../../protocol/desk/client-to-server.ts';
import type { Trouble } from '../../pages/parts/notice.tsx';
import { askDesk } from '../ask-desk.ts';
import { useDesk } from '../desk.ts';
import type { DeskBody } from '../desk-client.ts';

/** The answer to a query, null before it comes: asked when the page appears, when `body` changes, and by `refresh`. */
export const useQuery = <N extends DeskCommandName>(name: N, body: DeskBody<N>) => {
  const { client } = useDesk();
  const [answer, setAnswer] = useState<DeskAnswerOf<N> | null>(null);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const latest = useRef(0);
  const key = JSON.stringify(body);

  const refresh = useCallback(async (): Promise<void> => {
    const mine = ++latest.current;
    const asked = await askDesk(client, name, body);
    // A later query has replaced this one, or the page is gone.
    if (mine !== latest.current) return;
    setTrouble(asked.ok ? null : asked.trouble);
    if (asked.ok) setAnswer(asked.answer);
  }, [key]);
  useEffect(() => {
    void refresh();
    return () => {
      latest.current += 1;
    };
  }, [refresh]);
  return { answer, trouble, refresh };
};
