type Entry = {
  /** In which case it is told; for the documents. */
  readonly when: string;
  /** Whether the client is to come back by itself. */
  readonly comeBack: boolean;
};

/** Why a server closes a connection of either namespace. */
export const goodbyes = {
  shuttingDown: { when: 'this node stops', comeBack: true },
  signedOut: { when: 'the session has ended', comeBack: false },
  tooSlow: { when: 'the connection reads more slowly than the server sends', comeBack: true },
  tooManyRequests: { when: 'the connection goes on sending despite refusals', comeBack: true },
} as const satisfies Record<string, Entry>;

/** And at the desk. */
export const deskGoodbyes = {
  ...goodbyes,
  idle: { when: 'nothing was done in the session for too long, and it has ended', comeBack: false },
} as const satisfies Record<string, Entry>;

/** Builds the push; `afterMs` is for those that are to come back. */
export const goodbyeOf = <Reason extends keyof typeof deskGoodbyes>(reason: Reason, afterMs = 0) => ({
  reason,
  comeBack: deskGoodbyes[reason].comeBack,
  afterMs,
});
