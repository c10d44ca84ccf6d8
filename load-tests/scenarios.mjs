// @ts-check

/**
 * @typedef {object} Size what a scenario's plan has besides addresses; see k6/plan.ts
 * @property {number} people
 * @property {number} groups
 * @property {number} [seconds]
 * @property {number} [rounds]
 */

/**
 * @typedef {object} Scenario
 * @property {string} proves
 * @property {Record<'small' | 'full', Size>} sizes
 * @property {Record<string, unknown>} [settings] what its own server's AUTHORITY_SETTINGS has besides the common ones
 * @property {boolean} [restarts] its own server is killed and started again in the middle
 * @property {boolean} [slow] some of its people connect through the slow proxy
 */

/** Captchas so cheap that one machine solves thousands, and deadlines so long that a slow machine never reaches them by accident. */
export const COMMON_SETTINGS = {
  captchaWork: 4,
  verifyIntervalSeconds: 1,
  holdSeconds: 600,
  drawHoldSeconds: 600,
  confirmSeconds: 600,
  codesPerDay: 1_000,
  codesPerMinute: 1_000_000,
  returnWithinSeconds: 0,
  returnShownSeconds: 0,
};

/** @type {Readonly<Record<string, Scenario>>} */
export const SCENARIOS = {
  typing: {
    proves: 'every key is answered with what is possible, soon; keys go grey and light up under others’ fingers',
    sizes: { small: { people: 100, groups: 4, seconds: 4 }, full: { people: 1_500, groups: 20, seconds: 60 } },
  },
  'same-plate': {
    proves: 'of all who ask for one number at one instant exactly one gets it; the others pay one try each',
    sizes: { small: { people: 100, groups: 4, rounds: 4 }, full: { people: 2_000, groups: 20, rounds: 10 } },
  },
  'rush-hour': {
    proves: 'everyone at once, from signing in to the voucher: each comes to a number that nobody else has',
    sizes: { small: { people: 100, groups: 4 }, full: { people: 5_000, groups: 20 } },
    settings: { tries: 1_000 },
  },
  draws: {
    proves:
      'every draw is counted once, nothing is drawn twice, and in full size the pool sells out to the last number',
    sizes: { small: { people: 500, groups: 4 }, full: { people: 2_500, groups: 8 } },
    settings: { drawSize: 20, draws: 2 },
  },
  'expiry-wave': {
    proves: 'thousands of holds end at one instant: none early, all soon after, every number free again',
    sizes: { small: { people: 500, groups: 4 }, full: { people: 9_500, groups: 20 } },
    settings: { drawHoldSeconds: 8 },
  },
  'reconnect-storm': {
    proves: 'the server is killed under everyone: all come back by themselves and find everything as it was',
    sizes: { small: { people: 500, groups: 4 }, full: { people: 10_000, groups: 20 } },
    restarts: true,
  },
  'slow-readers': {
    proves: 'who reads slowly hears late, but nothing wrong; the others notice nothing, and memory is bounded',
    sizes: { small: { people: 50, groups: 2, seconds: 6 }, full: { people: 1_000, groups: 20, seconds: 180 } },
    settings: { draws: 1_000 },
    slow: true,
  },
  soak: {
    proves: 'people come and go for as long as one likes: quotas stay right, and memory does not grow',
    sizes: { small: { people: 100, groups: 2, seconds: 12 }, full: { people: 1_000, groups: 20, seconds: 3_600 } },
    settings: { draws: 1_000, drawHoldSeconds: 5 },
  },
};
