import type { CaptchaId, PoolId, SelectionId } from '../../../protocol/ids.ts';

/**
 * Every Redis key of a pool. All carry the pool's hash tag, so that one script may touch any of them in a cluster.
 *
 * | key | type | holds |
 * |---|---|---|
 * | meta | hash | `epoch`, `offset` and instant `at` (in ms) of the last event, `span` of the row in bits, counts: `free`, `opened`, `withheld`, `registered`; `accepted`: the epoch that an operator began, `stopped`: why the pool was stopped |
 * | blocks | list | each block's JSON, in opening order |
 * | free | string | the row: one bit per address, 1 where it is free |
 * | withheld | string | a row like it: 1 where a number is withheld |
 * | owners | hash | address → `held <token>`, `reserved <selection>`, `registered <selection>` or `returning`; absent where free or withheld |
 * | holds | hash | token → `<selection> <address>,<address>…` |
 * | deadlines | zset | token → deadline in ms |
 * | returns | zset | address → the instant at which it is free again (POOL-5) |
 * | shown | zset | free address → the instant from which it can be held by its number; the next write removes past ones (POOL-5) |
 * | reservations | hash | selection → `<address> <owner> <bannedUntil>` until it is collected or missed |
 * | collections | zset | selection → the instant by which its plate must be collected (DONE-4) |
 * | bans | hash | owner → the instant at which the ban ends (ELIG-4) |
 * | scheduled | hash | block id → the block that is to be opened, with its instant, as JSON |
 * | heads | hash | node → `<until> <figure>…`: how many people the node has; good until then |
 * | fence | string | how many fences were raised; each writes it before it waits for the replicas |
 * | written | string | when a node last proved that Redis takes writes; expires after a minute |
 * | scripts | hash | version of the scripts → when a node last reported that it runs it |
 * | events | stream | one entry per change, its id `<offset>-0`; lapses of one batch share entries, each under the offset of its last event |
 * | selection | hash | `version`, `record`, `token` of its present hold; `answered`: how many commands it has had; of the last 256 each answer, `by:<id>`, and id, `nth:<n>` |
 * | captcha | string | `<selection> <digest> <expiresAt> <issuedAt>` until it is used up |
 */
export const poolKeys = (pool: PoolId) => {
  const key = (name: string): string => `xuanhao:{${pool}}:${name}`;
  return {
    meta: key('meta'),
    blocks: key('blocks'),
    free: key('free'),
    withheld: key('withheld'),
    owners: key('owners'),
    holds: key('holds'),
    deadlines: key('deadlines'),
    returns: key('returns'),
    shown: key('shown'),
    reservations: key('reservations'),
    collections: key('collections'),
    bans: key('bans'),
    scheduled: key('scheduled'),
    heads: key('heads'),
    fence: key('fence'),
    written: key('written'),
    scripts: key('scripts'),
    events: key('events'),
    selection: (id: SelectionId): string => key(`selection:${id}`),
    captcha: (id: CaptchaId): string => key(`captcha:${id}`),
  };
};
export type PoolKeys = ReturnType<typeof poolKeys>;

/** The keys passed to every script of a pool, in the order of `steps/keys.lua`. */
export const scriptKeys = (keys: PoolKeys): string[] => [
  keys.meta,
  keys.blocks,
  keys.free,
  keys.owners,
  keys.holds,
  keys.deadlines,
  keys.events,
  keys.returns,
  keys.collections,
  keys.reservations,
  keys.bans,
  keys.withheld,
  keys.shown,
];
