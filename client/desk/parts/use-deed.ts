import { useState } from 'preact/hooks';
import type { DeskAnswerOf, DeskCommandName } from '../../../protocol/desk/client-to-server.ts';
import type { DeskBody } from '../desk-client.ts';
import { useCommand } from './use-command.ts';

type Deed = {
  readonly [N in DeskCommandName]: { readonly name: N; readonly answer: DeskAnswerOf<N> };
}[DeskCommandName];

/** A page's commands, after each of which the page is read again; `done` is the last one that was carried out. */
export const useDeed = (refresh: () => Promise<void>) => {
  const { busy, trouble, run } = useCommand();
  const [done, setDone] = useState<Deed | null>(null);
  const perform = async <N extends DeskCommandName>(name: N, body: DeskBody<N>): Promise<void> => {
    setDone(null);
    const answer = await run(name, body);
    if (answer !== null) setDone({ name, answer } as Deed);
    await refresh();
  };
  return { busy, trouble, done, perform };
};
