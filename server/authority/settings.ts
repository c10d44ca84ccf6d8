import { z } from 'zod';
import { poolId } from '../../protocol/ids.ts';

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);
/** The end of a day is 24:00 as well as the next one's 00:00. */
const endOfHours = z.union([timeOfDay, z.literal('24:00')]);

/** Whether the formatters of this machine know the zone, under any of its names. */
const isZone = (zone: string): boolean => {
  try {
    // An offset such as +08:00 is not a zone: it has no summer time.
    return /^[A-Z]/i.test(zone) && new Intl.DateTimeFormat('en', { timeZone: zone }).format(0) !== '';
  } catch {
    return false;
  }
};

const seconds = z.number().positive().max(86_400);

/** Every figure that a region may set differently, with the rule book's default. Durations are in seconds. */
const givenSettings = z.strictObject({
  pool: poolId.prefault('tangshan-small'),
  prefix: z
    .string()
    .regex(/^\p{Script=Han}[A-Z]$/u)
    .default('冀B'),
  timeZone: z.string().refine(isZone, 'must be a time zone such as Asia/Shanghai').default('Asia/Shanghai'),
  /** HOURS-1; hours that close before they open run into the next day. */
  hours: z
    .union(
      [
        z.literal('always'),
        z
          .strictObject({ open: timeOfDay, close: endOfHours })
          .refine(({ open, close }) => open !== close)
          .transform(({ open, close }) => (open === '00:00' && close === '24:00' ? 'always' : { open, close })),
      ],
      'must be two times of day that differ, such as 09:00 and 22:00, the close up to 24:00; round the clock is "always"',
    )
    .default({ open: '09:00', close: '22:00' }),
  /** COMP-1 */
  tries: z.int().min(0).max(1000).default(20),
  /** DRAW-1 */
  draws: z.int().min(0).max(1000).default(10),
  drawSize: z.int().min(1).max(20).default(5),
  /** COMP-5: from one verification to the next. */
  verifyIntervalSeconds: z.number().min(0).max(86_400).default(8),
  /** LIVE-4: keys per selection and second at one serving process; null for no limit. */
  keysPerSecond: z.int().min(1).max(1_000).nullable().default(null),
  /** COMP-7 */
  holdSeconds: seconds.default(60),
  /** DRAW-2 */
  drawHoldSeconds: seconds.default(90),
  /** SMS-1 */
  confirmSeconds: seconds.default(180),
  /** SMS-2 */
  codeLifeSeconds: seconds.default(180),
  codeResendSeconds: seconds.default(60),
  codeEntries: z.int().min(1).max(100).default(5),
  /** Codes for one hold. */
  codesPerHold: z.int().min(1).max(1_000).default(3),
  /** Codes to one mobile in 24 hours, for any purpose; two of them are kept for the account that is signed in. */
  codesPerDay: z.int().min(3).max(10_000).default(5),
  /** Codes to all mobiles in a minute; beyond it none are sent until the minute is over. Choose it by their price. */
  codesPerMinute: z.int().min(1).max(1_000_000).default(6_000),
  captchaLifeSeconds: seconds.default(300),
  /**
   * The most numbers that a proof of work may have to try. On average it tries half of them: with this default 0.3 s in a
   * desktop's browser, 1 s on a phone (measured: 180 and 51 hashes a ms).
   */
  captchaWork: z.int().min(1).max(10_000_000).default(100_000),
  /** DONE-1 */
  collectWorkingDays: z.int().min(1).max(60).default(3),
  /** DONE-4 */
  banYears: z.int().min(0).max(100).default(2),
  /** A session at the desk ends after so long without activity. */
  deskIdleSeconds: seconds.default(1_800),
  /**
   * POOL-5: a number that lapsed or was given up is free again after a random delay, from the first to the second. Nobody
   * can lie in wait for it, and it cannot be handed over.
   */
  returnAfterSeconds: z.number().min(0).max(86_400).optional(),
  returnWithinSeconds: z.number().min(0).max(86_400).default(90),
  /**
   * POOL-5: for so long a freed number is shown before it can be verified; longer than a push takes to reach everyone. An
   * earlier verification waits. At most 2: a command is void after five.
   */
  returnShownSeconds: z.number().min(0).max(2).default(0.5),
  /** ACCT-3: for how long a first pass-phrase serves that came by SMS, and one that was made for the desk. */
  firstPassPhraseSeconds: z
    .number()
    .positive()
    .max(90 * 86_400)
    .default(7 * 86_400),
  deskFirstPassPhraseSeconds: z
    .number()
    .positive()
    .max(90 * 86_400)
    .default(3 * 86_400),
  /** Which accounts at the desk must give a one-time code besides the pass-phrase; any account may have one. */
  deskSecondFactor: z.enum(['optional', 'managers', 'everybody']).default('optional'),
  /** Whether a second person at the desk must confirm a new signing of a signed person, and what numbers are withheld. */
  secondPerson: z.enum(['required', 'off']).default('required'),
  /** How long a proposal waits for that person. */
  proposalSeconds: seconds.default(86_400),
  /** For so long an account made at the desk confirms no proposal of its maker's, nor its maker one of its. */
  newAccountSeconds: z
    .number()
    .min(0)
    .max(90 * 86_400)
    .default(3 * 86_400),
});

/** With only the longest delay given, the shortest is 30 s, or the longest where that is less. */
export const authoritySettings = givenSettings
  .transform(({ returnAfterSeconds, ...given }) => ({
    ...given,
    returnAfterSeconds: returnAfterSeconds ?? Math.min(30, given.returnWithinSeconds),
  }))
  .refine(({ returnAfterSeconds, returnWithinSeconds }) => returnAfterSeconds <= returnWithinSeconds, {
    path: ['returnAfterSeconds'],
    error: 'must not be more than returnWithinSeconds',
  });
export type AuthoritySettings = z.infer<typeof authoritySettings>;
