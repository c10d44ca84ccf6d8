import type {
  DeskDemo,
  DeskPassPhraseChange,
  DeskSessionView,
  DeskSignInRequest,
} from '../../protocol/desk/session.ts';
import type { FieldProblem } from '../../protocol/form-problems.ts';
import { type AskOptions, asking, type HttpAnswer } from '../lib/ask.ts';

/** What comes along with a refused form. */
type Said = { readonly fields?: readonly FieldProblem[] };

export type DeskApi = {
  readonly signIn: (request: DeskSignInRequest) => Promise<HttpAnswer<DeskSessionView>>;
  /** Null where nobody is signed in. */
  readonly readSession: () => Promise<HttpAnswer<DeskSessionView | null>>;
  readonly signOut: () => Promise<HttpAnswer<null>>;
  readonly changePassPhrase: (change: DeskPassPhraseChange) => Promise<HttpAnswer<DeskSessionView, Said>>;
  readonly readDemo: () => Promise<HttpAnswer<DeskDemo>>;
};

/** The desk's HTTP routes. */
export const createDeskApi = (options: AskOptions): DeskApi => {
  const ask = asking(options);
  // Whoever it is.
  const askAnew = asking();
  return {
    signIn: (request) => askAnew('POST', '/api/desk/session', request),
    readSession: () => askAnew('GET', '/api/desk/session'),
    signOut: () => ask('DELETE', '/api/desk/session'),
    changePassPhrase: (change) => ask('POST', '/api/desk/pass-phrase', change),
    readDemo: () => ask('GET', '/api/desk/demo'),
  };
};
