import { z } from 'zod';
import { instant } from '../ids.ts';

/** The kind of machine that a session was begun from, as its `User-Agent` says; `program` for what is no browser. */
export const deviceKind = z.enum(['phone', 'tablet', 'computer', 'program']);
export type DeviceKind = z.infer<typeof deviceKind>;

/** One session of the account. */
const sessionEntry = z.object({
  id: z.string().describe('Names the session; no secret.'),
  begunAt: instant,
  usedAt: instant.describe('Its last use, to the minute.'),
  device: deviceKind,
  address: z.string().describe('The network in which it began, masked; empty if unknown.'),
  current: z.boolean().describe('Whether the request itself uses this session.'),
});
export type SessionEntry = z.infer<typeof sessionEntry>;

/** `GET /api/sessions`: where the account is signed in, most recently used first. At most 50: one more ends the one unused longest. */
export const sessionsView = z.object({ now: instant, sessions: z.array(sessionEntry) });
export type SessionsView = z.infer<typeof sessionsView>;
