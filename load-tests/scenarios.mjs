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
 * @property {boolean} [slow] some of its people read through a narrow pipe
 */

/** So little work that a machine that plays thousands can do it, and deadlines that no slow machine meets by accident. */
export const COMMON_SETTINGS = {
  captchaWork: 4,
  verifyIntervalSeconds: 1,
  holdSeconds: 600,
  drawHoldSeconds: 600,
  confirmSeconds: 600,
};

/** @type {Readonly<Record<string, Scenario>>} */
export const SCENARIOS = {
  typing: {
    proves: 'every key is answered with what is possible, soon; keys go grey and light up under others’ fingers',
    sizes: { small: { people: 100, groups: 4, seconds: 4 }, full: { people: 2_000, groups: 20, seconds: 60 } },
  },
  'same-plate': {
    proves: 'of all who ask for one number at one instant exactly one gets it; the others pay one try each',
    sizes: { small: { people: 100, groups: 4, rounds: 4 }, full: { people: 2_000, groups: 20, rounds: 10 } },
  },
};
