import type {
  DeskDemo,
  DeskPassPhraseChange,
  DeskSessionView,
  DeskSignInRequest,
  SecondFactorEnd,
  SecondFactorOffer,
  SecondFactorProof,
  SecondFactorRequest,
} from '../../protocol/desk/session.ts';
import type { FieldProblem } from '../../protocol/form-problems.ts';
import type { SessionsView } from '../../protocol/http/sessions.ts';
import { type AskOptions, asking, type HttpAnswer, type Working } from '../lib/ask.ts';

/** The problems of a refused form's fields. */
type FieldProblems = { readonly fields?: readonly FieldProblem[] };

/** The desk's HTTP routes. */
export const createDeskApi = (options: AskOptions) => {
  const ask = asking(options);
  // Names no account: the server's answer decides whom the page acts for.
  const askAnew = asking();
  return {
    /** `working` is told when the server asks for work first. */
    signIn: (request: DeskSignInRequest, working: Working): Promise<HttpAnswer<DeskSessionView>> =>
      askAnew('POST', '/api/desk/session', request, working),
    /** Null where nobody is signed in. */
    readSession: (): Promise<HttpAnswer<DeskSessionView | null>> => askAnew('GET', '/api/desk/session'),
    readSessions: (): Promise<HttpAnswer<SessionsView>> => ask('GET', '/api/desk/sessions'),
    endSession: (id: string): Promise<HttpAnswer<null>> => ask('DELETE', `/api/desk/sessions/${id}`),
    signOut: (): Promise<HttpAnswer<null>> => ask('DELETE', '/api/desk/session'),
    changePassPhrase: (change: DeskPassPhraseChange): Promise<HttpAnswer<DeskSessionView, FieldProblems>> =>
      ask('POST', '/api/desk/pass-phrase', change),
    /** A secret for an authenticator, which the server tells only once. */
    offerSecondFactor: (request: SecondFactorRequest): Promise<HttpAnswer<SecondFactorOffer>> =>
      ask('POST', '/api/desk/second-factor', request),
    proveSecondFactor: (proof: SecondFactorProof): Promise<HttpAnswer<DeskSessionView>> =>
      ask('POST', '/api/desk/second-factor/code', proof),
    endSecondFactor: (end: SecondFactorEnd): Promise<HttpAnswer<DeskSessionView>> =>
      ask('POST', '/api/desk/second-factor/end', end),
    readDemo: (): Promise<HttpAnswer<DeskDemo>> => ask('GET', '/api/desk/demo'),
  };
};
export type DeskApi = ReturnType<typeof createDeskApi>;
