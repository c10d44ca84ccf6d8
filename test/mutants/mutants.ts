import { securityMutants } from './security-mutants.ts';

/**
 * One way to break a promise: a small change of one file, and the test that must notice. `from` stands in the file
 * exactly once; a change of the server that touches it changes the mutant too.
 */
export type Mutant = {
  readonly name: string;
  /** The promise or rule that it breaks. */
  readonly breaks: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
  /** A test file, and how the name of the test in it begins. */
  readonly caughtBy: { readonly file: string; readonly test: string };
};

const inRedis = (test: string) => ({ file: 'test/pool/redis-store.redis.test.ts', test });
/** By a clock that the test moves, to the millisecond. */
const toTheMillisecond = (test: string) => ({ file: 'test/pool/redis-store-to-the-millisecond.redis.test.ts', test });
const bySimulation = {
  file: 'test/simulation/stores-agree.redis.test.ts',
  test: 'P1 P2 P3 P5 P6 P9 the real store and the one in memory agree',
};
const byHistories = {
  file: 'test/pool/stores-agree.redis.test.ts',
  test: 'P1 P5 P6 P9 P10 both keepers answer and hold the same',
};
const steps = 'server/pool/scripts/steps';
const scripts = 'server/pool/scripts';

export const mutants: readonly Mutant[] = [
  {
    name: 'an-old-backup-is-gone-on-with',
    breaks: 'P7',
    file: `${steps}/command.lua`,
    from: 'if epoch ~= message.epoch or offset < message.seen then',
    to: 'if epoch ~= message.epoch then',
    caughtBy: inRedis('P7 in a pool that stands before what this node has seen of it nothing is done'),
  },
  {
    name: 'a-forgotten-pool-is-begun-anew',
    breaks: 'P7',
    file: `${scripts}/open-block.lua`,
    from: "local joins = ARGV[1] == '' and redis",
    to: 'local joins = redis',
    caughtBy: inRedis('P7 after the loss of all data everything is refused'),
  },
  {
    name: 'the-sweep-goes-by-any-clock',
    breaks: 'P3',
    file: `${steps}/fence.lua`,
    from: ' or now < tonumber(ARGV[3]) or now >= tonumber(ARGV[4])',
    to: '',
    caughtBy: inRedis('P3 where the clock stands outside the caller’s window nothing is given back'),
  },
  {
    name: 'a-jump-of-the-clock-is-followed',
    breaks: 'P3',
    file: 'server/pool/store-clock.ts',
    from: 'if (this.#watch !== undefined && Math.abs(by) > allowed) {',
    to: 'if (this.#watch !== undefined && Math.abs(by) < 0) {',
    caughtBy: { file: 'test/pool/store-clock.test.ts', test: 'P3 where jumps are watched, one of' },
  },
  {
    name: 'taken-is-not-looked-at',
    breaks: 'P1',
    file: `${scripts}/hold.lua`,
    from: "if redis.call('GETBIT', FREE, command.number) == 0 then",
    to: 'if false then',
    caughtBy: inRedis('P1 of 500 that want one number at once one gets it'),
  },
  {
    name: 'drawn-without-looking',
    breaks: 'P1',
    file: `${steps}/choose.lua`,
    from: "      if redis.call('GETBIT', FREE, address) == 1 then\n        return address\n      end\n    end\n    return byRank",
    to: '      if true then\n        return address\n      end\n    end\n    return byRank',
    caughtBy: inRedis('P1 DRAW-2 a crowd that draws until nothing is left shares every number once'),
  },
  {
    name: 'owner-of-a-hold-is-not-checked',
    breaks: 'P10',
    file: `${steps}/holds.lua`,
    from: 'return hold and hold.selection == command.selection and not due(hold) and hold or nil',
    to: 'return hold and not due(hold) and hold or nil',
    caughtBy: inRedis('P10 a hold of another selection is confirmed, released and reserved by nobody else'),
  },
  {
    name: 'a-second-reservation-is-let-through',
    breaks: 'ELIG-3',
    file: `${scripts}/reserve.lua`,
    from: 'if earlier and stands(earlier) then',
    to: 'if false then',
    caughtBy: inRedis('ELIG-3 a selection with a reservation that stands reserves nothing else'),
  },
  {
    name: 'a-try-is-answered-and-not-debited',
    breaks: 'P2',
    file: `${scripts}/hold.lua`,
    from: "return commit('taken', 'tryUsed', OTHERWISE, {}, {}, nil)",
    to: "return answerWith('taken', OTHERWISE.answer)",
    caughtBy: inRedis('COMP-6 P2 a held number is taken: the try is counted in the same act'),
  },
  {
    name: 'a-draw-costs-nothing',
    breaks: 'P2',
    file: 'server/selection/machine.ts',
    from: 'drawsLeft: record.drawsLeft - 1',
    to: 'drawsLeft: record.drawsLeft',
    caughtBy: bySimulation,
  },
  {
    name: 'quotas-of-the-connection',
    breaks: 'P2',
    file: 'server/selection/record.ts',
    from: 'text === null ? freshRecord(settings) : selectionRecord.parse(JSON.parse(text));',
    to: 'text === null ? freshRecord(settings) : { ...selectionRecord.parse(JSON.parse(text)), triesLeft: settings.tries, drawsLeft: settings.draws };',
    caughtBy: bySimulation,
  },
  {
    name: 'the-clock-of-the-node-is-believed',
    breaks: 'P3',
    file: `${steps}/command.lua`,
    from: 'local version, answered = 0, 0',
    to: 'local version, answered = 0, 0\nnow = command.notAfter - 5000',
    caughtBy: bySimulation,
  },
  {
    name: 'the-time-that-a-node-decided-by-is-believed',
    breaks: 'P3',
    file: `${steps}/command.lua`,
    from: "if now < command.from or now >= command['until'] then",
    to: 'if false then',
    caughtBy: bySimulation,
  },
  {
    name: 'a-debit-follows-its-event',
    breaks: 'P2',
    file: `${steps}/command.lua`,
    from: "command.selection, 'version', whole(version), 'record', next.record,",
    to: "command.selection, 'version', whole(version), 'record', redis.call('HGET', SELECTION, 'record') or next.record,",
    caughtBy: bySimulation,
  },
  {
    name: 'the-sweep-goes-by-the-first-deadline',
    breaks: 'SMS-3',
    file: `${steps}/holds.lua`,
    from: "redis.call('ZADD', DEADLINES, whole(deadline), token)",
    to: "redis.call('ZADD', DEADLINES, 'NX', whole(deadline), token)",
    caughtBy: inRedis('SMS-3 a confirmed number lapses by its new deadline, not by the first'),
  },
  {
    name: 'a-deadline-is-a-millisecond-late',
    breaks: 'P3',
    file: `${steps}/holds.lua`,
    from: 'return now >= hold.deadline',
    to: 'return now > hold.deadline',
    caughtBy: toTheMillisecond('P3 while now < deadline a held number is taken, from the deadline on it is free'),
  },
  {
    name: 'a-last-day-is-a-millisecond-longer',
    breaks: 'DONE-4',
    file: `${steps}/reservations.lua`,
    from: 'return now < reservation.collectBy',
    to: 'return now <= reservation.collectBy',
    caughtBy: toTheMillisecond('DONE-4 while now < collectBy a number is registered'),
  },
  {
    name: 'the-sweep-takes-what-is-not-due',
    breaks: 'P3',
    file: `${scripts}/lapse.lua`,
    from: "redis.call('ZRANGEBYSCORE', DEADLINES, '-inf', whole(now), 'WITHSCORES'",
    to: "redis.call('ZRANGEBYSCORE', DEADLINES, '-inf', '+inf', 'WITHSCORES'",
    caughtBy: inRedis('P3 a live hold does not lapse'),
  },
  {
    name: 'a-draw-begins-outside-the-hours',
    breaks: 'HOURS-2',
    file: 'server/selection/machine.ts',
    from: '  if (!opening.open) return closed(window, opening);\n  const deadline = now + settings.drawHoldSeconds * 1_000;',
    to: '  const deadline = now + settings.drawHoldSeconds * 1_000;',
    caughtBy: { file: 'test/selection/hours.test.ts', test: 'HOURS-2 no verify or draw starts outside the hours' },
  },
  {
    name: 'a-draw-arrives-after-closing',
    breaks: 'HOURS-2',
    file: 'server/selection/machine.ts',
    from: "return { verb: 'draw', window: during(window, opening), count",
    to: "return { verb: 'draw', window, count",
    caughtBy: {
      file: 'test/selection/hours.test.ts',
      test: 'HOURS-2 no verify or draw starts outside the hours lets the store carry out',
    },
  },
  {
    name: 'the-id-of-a-command-is-not-looked-up',
    breaks: 'P5',
    file: `${steps}/command.lua`,
    from: 'if stored[3] then',
    to: 'if false then',
    caughtBy: inRedis('P5 SAFE-1 one command that arrives 50 times at once is done once'),
  },
  {
    name: 'an-id-serves-any-command',
    breaks: 'SAFE-1',
    file: `${steps}/command.lua`,
    from: 'if digest ~= command.digest then',
    to: 'if false then',
    caughtBy: byHistories,
  },
  {
    name: 'a-captcha-is-not-used-up',
    breaks: 'DRAW-1',
    file: `${steps}/captcha.lua`,
    from: "redis.call('DEL', CAPTCHA)",
    to: 'return',
    caughtBy: inRedis('DRAW-1 a captcha serves one draw'),
  },
  {
    name: 'a-captcha-of-another-serves',
    breaks: 'P10',
    file: `${steps}/captcha.lua`,
    from: 'if selection ~= command.selection or now >= tonumber(expiresAt) then',
    to: 'if not selection or now >= tonumber(expiresAt) then',
    caughtBy: inRedis("P10 another selection's captcha never serves"),
  },
  {
    name: 'the-version-is-not-checked',
    breaks: 'P9',
    file: `${steps}/command.lua`,
    from: 'if command.version and command.version ~= version then',
    to: 'if false then',
    caughtBy: inRedis('P9 of 50 commands at once on one version one is done'),
  },
  {
    name: 'an-event-is-left-to-the-node',
    breaks: 'P6',
    file: `${steps}/event.lua`,
    from: '  add(type, taken, freed, more)\nend',
    to: 'end',
    caughtBy: bySimulation,
  },
  {
    name: 'the-sweep-tells-nobody',
    breaks: 'P6',
    file: `${scripts}/lapse.lua`,
    from: "appendAll('holdLapsed', changes)",
    to: '',
    caughtBy: bySimulation,
  },
  {
    name: 'what-is-named-twice-is-counted-twice',
    breaks: 'POOL-4',
    file: 'server/pool/redis-store.ts',
    from: 'const list = [...new Set(numbers)].join();',
    to: 'const list = numbers.join();',
    caughtBy: inRedis('POOL-4 P6 a number that is named twice is withheld once'),
  },
  {
    name: 'a-code-is-bound-to-no-hold',
    breaks: 'SMS-2',
    file: 'server/checks/sms/code.ts',
    from: '`${purpose}/${token}/${code}`',
    to: '`${purpose}/${code}`',
    caughtBy: { file: 'test/checks/code.test.ts', test: 'SMS-2 a code works for no other hold' },
  },
  {
    name: 'a-gap-in-the-events-is-passed-over',
    breaks: 'P7',
    file: 'server/availability/pool-availability.ts',
    from: 'if (event.offset !== offset + 1) throw',
    to: 'if (event.offset <= offset) throw',
    caughtBy: { file: 'test/push/live-pool.test.ts', test: 'P7 an event that does not follow is thrown' },
  },
  {
    name: 'a-gap-in-the-pushes-is-passed-over',
    breaks: 'LIVE-3',
    file: 'client/lib/pool-feed.ts',
    from: 'if (moved.seq === known.seq + 1)',
    to: 'if (moved.seq > known.seq)',
    caughtBy: bySimulation,
  },
  {
    name: 'an-old-event-brings-an-old-state-back',
    breaks: 'P9',
    file: 'server/selection/present.ts',
    from: '(stored.version < entry.stored.version && !entry.doubtful)',
    to: '(stored.version < entry.stored.version && false)',
    caughtBy: { file: 'test/selection/present.test.ts', test: 'P9 an event that overtakes the first reading wins' },
  },
  ...securityMutants,
];
