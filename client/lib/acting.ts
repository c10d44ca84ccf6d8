/**
 * The account that a page acts for. The tabs of a browser share its cookie, so another tab may have signed in with
 * another account: requests and connections name the account, and the server refuses them if the cookie is another's.
 */
export type Acting = {
  /** The user name; null while the page acts for nobody. */
  account: string | null;
  /** The server answered that the cookie holds no session of this account. */
  onRefused: () => void;
};

export const createActing = (): Acting => ({ account: null, onRefused: () => undefined });
