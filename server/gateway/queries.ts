import type { AuthoritySettings } from '../authority/settings.ts';
import type { Captchas } from '../checks/captchas.ts';
import { readLayout } from '../checks/keyboard.ts';
import type { KeyBudget } from '../limits/key-budget.ts';
import type { PatternTopics } from '../push/pattern-topics.ts';
import type { PoolTopic } from '../push/pool-topic.ts';
import { readAt } from '../selection/reading.ts';
import { ok, refused } from '../selection/result.ts';
import type { Handlers } from './handler.ts';

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
  syncClock: { allowance: 'query', open: () => ok({}) },

  readPool: { allowance: 'query', open: () => ok(parts.pool.picture) },

  readSelection: { allowance: 'query', showsSelection: true, signedIn: () => ok({}) },

  typePattern: {
    allowance: 'query',
    showsSelection: false,
    signedIn: (applicant, { layout, keys }, now) => {
      const { selection } = applicant.vehicle;
      const { record } = readAt(applicant.present.record, now, parts.settings);
      if (record.stage !== 'choosing') return refused('wrongStage');
      const moment = { round: record.round, now };
      if (applicant.keyboard?.id !== layout) {
        applicant.keyboard = readLayout({ key: parts.keyboardKey, selection, layout, ...moment });
      }
      if (applicant.keyboard?.isGood(moment) !== true) return refused('layoutUnknown');
      const pattern = applicant.keyboard.decode(keys, parts.positions());
      if (pattern === 'keyUnknown') return refused('keyUnknown');
      const notBefore = parts.keys.spend(selection, now);
      if (notBefore !== null) return refused('tooManyRequests', { notBefore });
      return ok(parts.patterns.watch(applicant.socket, pattern));
    },
  },

  requestCaptcha: {
    allowance: 'captcha',
    showsSelection: false,
    signedIn: async (applicant, _, now) => ok(await parts.captchas.issue(applicant.vehicle.selection, now)),
  },
});
