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

/** What comes along with a refused form. */
type FieldProblems = { readonly fields?: readonly FieldProblem[] };

export type DeskApi = {
  /** `working` is told when the server asks for work first. */
  readonly signIn: (request: DeskSignInRequest, working: Working) => Promise<HttpAnswer<DeskSessionView>>;
  /** Null where nobody is signed in. */
  readonly readSession: () => Promise<HttpAnswer<DeskSessionView | null>>;
  readonly readSessions: () => Promise<HttpAnswer<SessionsView>>;
  readonly endSession: (id: string) => Promise<HttpAnswer<null>>;
  readonly signOut: () => Promise<HttpAnswer<null>>;
  readonly changePassPhrase: (change: DeskPassPhraseChange) => Promise<HttpAnswer<DeskSessionView, FieldProblems>>;
  /** A secret for an authenticator, told this once. */
  readonly offerSecondFactor: (request: SecondFactorRequest) => Promise<HttpAnswer<SecondFactorOffer>>;
  readonly proveSecondFactor: (proof: SecondFactorProof) => Promise<HttpAnswer<DeskSessionView>>;
  readonly endSecondFactor: (end: SecondFactorEnd) => Promise<HttpAnswer<DeskSessionView>>;
  readonly readDemo: () => Promise<HttpAnswer<DeskDemo>>;
};

/** The desk's HTTP routes. */
export const createDeskApi = (options: AskOptions): DeskApi => {
  const ask = asking(options);
  // Whoever it is.
  const askAnew = asking();
  return {
    signIn: (request, working) => askAnew('POST', '/api/desk/session', request, working),
    readSession: () => askAnew('GET', '/api/desk/session'),
    readSessions: () => ask('GET', '/api/desk/sessions'),
    endSession: (id) => ask('DELETE', `/api/desk/sessions/${id}`),
    signOut: () => ask('DELETE', '/api/desk/session'),
    changePassPhrase: (change) => ask('POST', '/api/desk/pass-phrase', change),
    offerSecondFactor: (request) => ask('POST', '/api/desk/second-factor', request),
    proveSecondFactor: (proof) => ask('POST', '/api/desk/second-factor/code', proof),
    endSecondFactor: (end) => ask('POST', '/api/desk/second-factor/end', end),
    readDemo: () => ask('GET', '/api/desk/demo'),
  };
};
