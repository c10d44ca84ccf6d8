import type { DeskAnswerOf, DeskCommandName } from '../../protocol/desk/client-to-server.ts';
import type { FieldProblem } from '../../protocol/form-problems.ts';
import type { RefusalCode } from '../../protocol/refusals.ts';
import type { Trouble } from '../pages/parts/notice.tsx';
import type { DeskBody, DeskClient } from './desk-client.ts';

type Asked<N extends DeskCommandName> =
  | { readonly ok: true; readonly answer: DeskAnswerOf<N> }
  | { readonly ok: false; readonly trouble: Trouble; readonly problems: readonly FieldProblem[] };

/** Sends one message; resolves to its answer, or to the trouble and the problems of its fields. */
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

/** The pause between attempts, in ms, and their number: together well over the longest refill of an allowance. */
const PAUSE_MS = 300;
const MAX_ATTEMPTS = 40;

/** Asks again after a refusal that passes by itself, as a long row of messages meets some. */
export const askPatiently = async <N extends DeskCommandName>(
  client: Pick<DeskClient, 'send'>,
  name: N,
  body: DeskBody<N>,
  passing: readonly RefusalCode[],
): Promise<Asked<N>> => {
  for (let attempt = 1; ; attempt += 1) {
    const asked = await askDesk(client, name, body);
    if (asked.ok || attempt === MAX_ATTEMPTS || !isOneOf(asked.trouble, passing)) return asked;
    await new Promise((resume) => setTimeout(resume, PAUSE_MS));
  }
};

const isOneOf = (trouble: Trouble, codes: readonly RefusalCode[]): boolean =>
  typeof trouble === 'object' && 'code' in trouble && codes.includes(trouble.code);
