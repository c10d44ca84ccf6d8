import { httpRefused } from '../../protocol/http/refused.ts';
import { type SessionView, sessionView } from '../../protocol/http/session.ts';
import type { WorkProof } from '../../protocol/work.ts';
import { solveWork } from './captcha.ts';
import { Refused } from './refused.ts';

type Session = SessionView & { readonly token: string };

/** Begins a session of a demo applicant, with the work that may be asked for first; rejects with `Refused`. */
export const beginSession = async (url: string, userName: string): Promise<Session> => {
  const ask = async (work?: WorkProof): Promise<unknown> => {
    const body = JSON.stringify({ userName, passPhrase: 'demo', tokenIn: 'body', work });
    return (await fetch(`${url}/api/session`, { method: 'POST', body })).json();
  };
  const first = await ask();
  const work = httpRefused.safeParse(first).data?.refusal.work;
  const answer = work === undefined ? first : await ask(solveWork(work));
  const refused = httpRefused.safeParse(answer).data;
  if (refused !== undefined) throw new Refused(refused.refusal);
  const { token, ...session } = sessionView.parse(answer);
  if (token === undefined) throw new Error('no token was given');
  return { ...session, token };
};

/** Signs a demo applicant in; resolves to the session's token. */
export const signIn = async (url: string, userName: string): Promise<string> =>
  (await beginSession(url, userName)).token;
