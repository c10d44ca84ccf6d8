import type { SelectionId } from '../../protocol/ids.ts';
import type { OwnerId } from './accounts.ts';

/**
 * Every Redis key of applicants and their vehicles. They share one hash tag, so that a script may touch any of them in a
 * cluster. No key's name contains personal data, and personal data in values are sealed (ACCT-4).
 *
 * | key | type | holds |
 * |---|---|---|
 * | account | hash | `version`, `record`: JSON with its personal part sealed |
 * | userName | string | the owner of a user name, by the name's keyed hash |
 * | vehicles | hash | selection → sealed VIN and model of a vehicle whose application is complete |
 * | application | hash | `version`, `record`: sealed |
 * | claim | string | the owner whose application for this vehicle is complete, by the VIN's keyed hash |
 * | chooser | string | the owner of a selection whose application is complete |
 * | tail | set | the owners with a VIN or a mobile of this end, by the keyed hash of its last four characters |
 * | register | hash | the VIN's keyed hash → digest and sealed entry of the register of new vehicles |
 * | registration | hash | `version`, `record`: sealed, a registration that waits for its code; expires after half an hour |
 * | made-in-demo | set | the owners of accounts created in a demo |
 * | session-generation | string | how often all sessions of an account were ended at once |
 * | sessions | hash | an account's sessions, by the hash of each token: the time and origin of its beginning |
 * | sessions-used | sorted set | the same sessions, each with the time of its last use, in ms |
 * | old-first-end | string | the end of first pass-phrases that the version before sent, in ms |
 * | secret | string | a keyed hash that differs at a node with another secret key |
 * | fence | string | how many fences were raised before answers to people and desks |
 * | limit | string | a count of attempts; expires with its window |
 */
const key = (name: string): string => `xuanhao:{identity}:${name}`;

export const identityKeys = {
  account: (owner: OwnerId): string => key(`account:${owner}`),
  userName: (hash: string): string => key(`user-name:${hash}`),
  vehicles: (owner: OwnerId): string => key(`vehicles:${owner}`),
  application: (owner: OwnerId): string => key(`application:${owner}`),
  claim: (vinHash: string): string => key(`claim:${vinHash}`),
  chooser: (selection: SelectionId): string => key(`chooser:${selection}`),
  register: key('register'),
  tail: (hash: string): string => key(`tail:${hash}`),
  registration: (hash: string): string => key(`registration:${hash}`),
  madeInDemo: key('made-in-demo'),
  generation: (owner: OwnerId): string => key(`session-generation:${owner}`),
  sessions: (owner: OwnerId): string => key(`sessions:${owner}`),
  sessionsUsed: (owner: OwnerId): string => key(`sessions-used:${owner}`),
  oldFirstEnd: key('old-first-end'),
  secret: key('secret'),
  fence: key('fence'),
  limit: (bucket: string, hash: string): string => key(`limit:${bucket}:${hash}`),
};
