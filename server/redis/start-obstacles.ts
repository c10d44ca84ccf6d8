/** The closed list of what keeps a server from opening. Scripts and people tell the obstacles apart by these codes. */
export type ObstacleCode =
  | 'redisAddressWrong'
  | 'redisNotReached'
  | 'redisForbids'
  | 'redisIsASentinel'
  | 'redisIsACluster'
  | 'redisIsAReplica'
  | 'redisTooOld'
  | 'redisMayEvict'
  | 'redisNotDurable'
  | 'durabilityUnknown'
  | 'redisClockFar'
  | 'redisClockJumped'
  | 'otherSecret'
  | 'scriptsAltered'
  | 'numbersDoNotAddUp'
  | 'poolAbsent'
  | 'poolForgotten'
  | 'poolReplaced'
  | 'poolBehind'
  | 'poolForked'
  | 'poolStopped';

/** One thing in the way, with a sentence that says what is wrong and what would be right. */
export type Obstacle = { readonly code: ObstacleCode; readonly sentence: string };

/** Thrown where the server must not open; the message is one line, `code: sentence` for each obstacle. */
export class CannotOpen extends Error {
  constructor(obstacles: readonly Obstacle[]) {
    super(obstacles.map(({ code, sentence }) => `${code}: ${sentence}`).join('; '));
  }
}

/** Whether Redis said with this that a user may not do something. */
export const isForbidden = (reply: string): boolean => reply.startsWith('NOPERM');

/** What the user of REDIS_URL may not do, as Redis says it. */
export const redisForbids = (reply: string): Obstacle => ({
  code: 'redisForbids',
  sentence: `REDIS_URL: its user may not do what is needed (docs/deploy.md has the list): ${reply}`,
});

/** The clock of Redis jumped by so many ms while the node was running. */
export const clockJumped = (byMs: number): Obstacle => ({
  code: 'redisClockJumped',
  sentence:
    `the clock of Redis has jumped by ${(byMs / 1_000).toFixed(1)} s against the monotonic clock of this machine; ` +
    'set it right and all goes on by itself, or go on with it by `npm run pool:accept -- --yes` (docs/deploy.md)',
});
