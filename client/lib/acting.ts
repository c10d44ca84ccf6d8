/**
 * Whom a page acts for. The tabs of a browser share its cookie, so another tab may have signed somebody else in: requests
 * and connections name the account, and the server takes none of them for another's.
 */
export type Acting = {
  /** The user name; null while the page acts for nobody. */
  account: string | null;
  /** The server knows nobody of that name behind the cookie. */
  onRefused: () => void;
};

export const createActing = (): Acting => ({ account: null, onRefused: () => undefined });
