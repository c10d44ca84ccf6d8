import type { DeskAnswerOf, DeskCommandName } from '../../protocol/desk/client-to-server.ts';
import type { FieldProblem } from '../../protocol/form-problems.ts';
import type { RefusalCode } from '../../protocol/refusals.ts';
import type { Trouble } from '../pages/parts/notice.tsx';
import type { DeskBody, DeskClient } from './desk-client.ts';

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

/** The pause before asking once more, and how often at most: well over the longest that an allowance takes to refill. */
const PAUSE = 300;
const MOST = 40;

/** For what sends many messages in a row: refused for a reason that passes by itself, each is sent again. */
export const askPatiently = async <N extends DeskCommandName>(
  client: Pick<DeskClient, 'send'>,
  name: N,
  body: DeskBody<N>,
  passing: readonly RefusalCode[],
): Promise<Asked<N>> => {
  for (let time = 1; ; time += 1) {
    const asked = await askDesk(client, name, body);
    if (asked.ok || time === MOST || !isOneOf(asked.trouble, passing)) return asked;
    await new Promise((resume) => setTimeout(resume, PAUSE));
  }
};

const isOneOf = (trouble: Trouble, codes: readonly RefusalCode[]): boolean =>
  typeof trouble === 'object' && 'code' in trouble && codes.includes(trouble.code);
