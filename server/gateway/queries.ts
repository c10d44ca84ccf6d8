import type { AuthoritySettings } from '../authority/settings.ts';
import type { Captchas } from '../checks/captchas.ts';
import { readLayout } from '../checks/keyboard.ts';
import type { PatternTopics } from '../push/pattern-topics.ts';
import type { PoolTopic } from '../push/pool-topic.ts';
import { readAt } from '../selection/reading.ts';
import { no, yes } from '../selection/said.ts';
import type { Handlers } from './handler.ts';
import type { KeyBudget } from './key-budget.ts';

type Queries = Pick<Handlers, 'syncClock' | 'readPool' | 'readSelection' | 'typePattern' | 'requestCaptcha'>;

/** What changes nothing. All but the captcha are answered from this node's memory. */
export const queries = (parts: {
  settings: AuthoritySettings;
  keyboardKey: Buffer;
  keys: KeyBudget;
  /** How many positions a serial of the pool has. */
  positions: () => number;
  pool: PoolTopic;
  patterns: PatternTopics;
  captchas: Captchas;
}): Queries => ({
  syncClock: { allowance: 'query', open: () => yes({}) },

  readPool: { allowance: 'query', open: () => yes(parts.pool.picture) },

  readSelection: { allowance: 'query', showsSelection: true, signedIn: () => yes({}) },

  typePattern: {
    allowance: 'query',
    showsSelection: false,
    signedIn: (applicant, { layout, keys }, now) => {
      const { selection } = applicant.vehicle;
      const { record } = readAt(applicant.present.record, now, parts.settings);
      if (record.stage !== 'choosing') return no('wrongStage');
      const moment = { round: record.round, now };
      if (applicant.keyboard?.id !== layout) {
        applicant.keyboard = readLayout({ key: parts.keyboardKey, selection, layout, ...moment });
      }
      if (applicant.keyboard?.isGood(moment) !== true) return no('layoutUnknown');
      const pattern = applicant.keyboard.decode(keys, parts.positions());
      if (pattern === 'keyUnknown') return no('keyUnknown');
      const notBefore = parts.keys.spend(selection, now);
      if (notBefore !== null) return no('tooManyRequests', { notBefore });
      return yes(parts.patterns.watch(applicant.socket, pattern));
    },
  },

  requestCaptcha: {
    allowance: 'captcha',
    showsSelection: false,
    signedIn: async (applicant, _, now) => yes(await parts.captchas.issue(applicant.vehicle.selection, now)),
  },
});
