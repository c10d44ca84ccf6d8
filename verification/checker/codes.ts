import type { Report } from './fault.ts';
import type { LineOf, RecordFacts } from './format.ts';
import type { Effect } from './selection-state.ts';
import { TOLERANCE } from './times.ts';

type Event = LineOf<'event'>;
type Code = NonNullable<RecordFacts['code']>;
type Settings = LineOf<'pool'>['settings'];

/**
 * Holds the code of a record against the one before: none at first; then one that was sent, one entry fewer, or none
 * again where the gateway did not take it (SMS-2, SMS-4).
 */
export const checkCode = (
  event: Event,
  { code, deadline = Infinity }: RecordFacts,
  last: RecordFacts | undefined,
  { code: terms }: Settings,
  report: Report,
): void => {
  if (code === undefined) return;
  const what = `event ${event.offset} (${event.type}) of ${event.selection}`;
  const wrong = (says: string): void => report('SMS-2', `${what} ${says}`);
  if (event.type === 'plateConfirmed') {
    if (code.expiresAt > 0) wrong('begins with a code that nobody has asked for');
    return;
  }
  const before = last?.code;
  if (before === undefined || code.expiresAt === 0) return;
  if (!wasSent(code, before)) {
    if (code.entriesLeft !== before.entriesLeft - 1 || code.entriesLeft < 0)
      wrong(`leaves ${code.entriesLeft} entries of ${before.entriesLeft} after a wrong one`);
    return;
  }
  if (code.expiresAt > deadline) wrong(`sends a code that outlives its hold by ${code.expiresAt - deadline} ms`);
  if (before.resendFrom !== undefined && event.at < before.resendFrom)
    wrong(`sends a code ${before.resendFrom - event.at} ms too soon after the one before`);
  if (terms === undefined) return;
  if (code.entriesLeft !== terms.entries) wrong(`sends a code with ${code.entriesLeft} entries, not ${terms.entries}`);
  if (code.expiresAt - event.at > terms.life + TOLERANCE)
    wrong(`sends a code that lives ${code.expiresAt - event.at} ms, not ${terms.life}`);
  if (code.resendFrom !== undefined && Math.abs(code.resendFrom - event.at - terms.resend) > TOLERANCE)
    wrong(`lets the next code be sent after ${code.resendFrom - event.at} ms, not ${terms.resend}`);
};

/** Tells a sent code from a wrong entry by its instants; where they are not written, by its entries. */
const wasSent = (code: Code, before: Code): boolean => {
  if (code.expiresAt !== before.expiresAt || code.sentAt !== before.sentAt) return true;
  return code.sentAt === undefined && code.entriesLeft >= before.entriesLeft;
};

/** The version on which the code that is valid at a version was requested; undefined without a valid code. */
export const sentBy = (effects: readonly Effect[], version: number): number | undefined => {
  for (let nth = version; nth > 0; nth -= 1) {
    const [code, before] = [effects[nth - 1]?.record.code, effects[nth - 2]?.record.code];
    if (code === undefined || before === undefined || code.expiresAt === 0) return undefined;
    if (wasSent(code, before)) return nth - 1;
  }
  return undefined;
};
