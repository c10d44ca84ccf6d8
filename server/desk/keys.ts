import type { OwnerId } from '../../protocol/ids.ts';

/**
 * Every Redis key of the desk.
 *
 * | key | type | holds |
 * |---|---|---|
 * | account | hash | `version`, `record`: role and pass-phrase hash of a desk account |
 * | second-factor | hash | `version`, `record`: the sealed secret of an account's one-time codes, and the step of the last used one |
 * | accounts | set | the user names of all desk accounts |
 * | answers, answered | hash, list | the sealed answer to each command of an account, by its id; and the ids, newest first |
 * | last-deed | string | time of the last action in a session, in ms; by the hash of its token |
 * | failures | hash | failed sign-ins of the last minute: group → since when, how many more, from which networks |
 * | proposals | hash | open proposals: id → expiry, the command that carries it out and since when, and the proposal, sealed |
 * | proposal-changes | string | counts every proposal that came or went |
 * | carried-out | string | the sealed answer to the command that carried a proposal out; expires after ten minutes |
 * | calendar | hash | year → its holidays and make-up days, as JSON |
 * | audit | stream | the audit trail; append-only |
 */
const key = (name: string): string => `xuanhao:{desk}:${name}`;

export const deskKeys = {
  account: (owner: OwnerId): string => key(`account:${owner}`),
  secondFactor: (owner: OwnerId): string => key(`second-factor:${owner}`),
  accounts: key('accounts'),
  answers: (owner: OwnerId): string => key(`answers:${owner}`),
  answered: (owner: OwnerId): string => key(`answered:${owner}`),
  lastDeed: (hash: string): string => key(`last-deed:${hash}`),
  failures: key('failures'),
  proposals: key('proposals'),
  proposalChanges: key('proposal-changes'),
  carriedOut: (proposal: string): string => key(`carried-out:${proposal}`),
  calendar: key('calendar'),
  audit: 'xuanhao:audit',
};
