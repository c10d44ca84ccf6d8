import type { DeskAnswerOf, DeskCommandName } from '../../protocol/desk/desk-client-to-server.ts';
import type { FieldProblem } from '../../protocol/form-problems.ts';
import type { DeskBody, DeskClient } from './desk-client.ts';
import type { Trouble } from './parts/notice.tsx';

type Asked<N extends DeskCommandName> =
  | { readonly ok: true; readonly answer: DeskAnswerOf<N> }
  | { readonly ok: false; readonly trouble: Trouble; readonly problems: readonly FieldProblem[] };

/** Sends one message and waits for what comes of it. */
export const askDesk = async <N extends DeskCommandName>(
  client: Pick<DeskClient, 'send'>,
  name: N,
  body: DeskBody<N>,
): Promise<Asked<N>> => {
  const reply = await client.send(name, body);
  if (reply === 'unanswered') return { ok: false, trouble: reply, problems: [] };
  if (!reply.ok) return { ok: false, trouble: reply.refusal, problems: reply.problems ?? [] };
  return { ok: true, answer: reply.answer };
};
