/** The bound that a figure must keep on two shared cores. */
export type Bar = { readonly atMost: number } | { readonly atLeast: number };

/** Every figure's bar, by its name; `what` says what is measured, for `npm run bench -- --list`. */
export const bars: Readonly<Record<string, Bar & { readonly what: string }>> = {
  keystroke_cpu_vs_bare: {
    atMost: 1.3,
    what: "the server's CPU time per keystroke ÷ that of a Socket.IO server that only acks, with the same bytes",
  },
  keystroke_vs_lookup: {
    atLeast: 10,
    what: 'keystrokes a second from the cube ÷ those that ask Redis for the free numbers that match',
  },
  keystroke_p99_ms: {
    atMost: 10,
    what: '5,000 people press a key a second while 200 numbers a second are taken: the slowest of a hundred keys',
  },
  idle_bytes_vs_bare: {
    atMost: 1.5,
    what: "the memory of a socket that has its keyboard open and watches a pattern ÷ that of a Socket.IO server's",
  },
  fanout_p99_ms: {
    atMost: 250,
    what: "10,000 people watch a number that is taken: from the claim's ack to the message, a tick of 100 ms included",
  },
  fanout_bytes: { atMost: 120, what: 'the bytes of that message' },
  come_back_ms: {
    atMost: 10_000,
    what: '10,000 people lose the connection at once and call again in one second: until the last has a fresh picture',
  },
  cube_query_ns: { atMost: 1_000, what: 'a pattern of 45.4 million numbers: its count and every usable character' },
  cube_take_ns: { atMost: 2_000, what: 'a number of 45.4 million taken or given back' },
  cube_mb: { atMost: 16, what: 'the memory of 45.4 million numbers' },
  verify_vs_raw_script: {
    atLeast: 0.5,
    what: 'verifications answered a second ÷ bare claim scripts through one client (a bit, a deadline, an owner, an event)',
  },
  gate_vs_none: {
    atLeast: 0.8,
    what: 'holds a second, 500 at once, that wait for one replica of a Redis on disk ÷ those that wait for none',
  },
  check_history_s: { atMost: 60, what: 'the check of a history of a million operations' },
  lapse_p99_ms: {
    atMost: 300,
    what: 'of 20,000 holds due at once, how late the last percent is free again and pushed',
  },
  lapse_vs_job_per_hold: { atLeast: 5, what: 'how late it is with a BullMQ job for each hold ÷ ours' },
  start_ms: { atMost: 1_500, what: 'a restart with 7,060,000 numbers, a million of them withheld, until it is ready' },
  page_kb: { atMost: 45, what: 'the scripts of the first page, compressed' },
  page_lcp_ms: { atMost: 1_800, what: 'a first visit on 1.6 Mbit/s with 150 ms of latency: its largest paint' },
};

export const isMet = (bar: Bar, value: number): boolean =>
  'atMost' in bar ? value <= bar.atMost : value >= bar.atLeast;

/** In people's notation: `≤ 1.3`. */
export const shown = (bar: Bar): string => ('atMost' in bar ? `≤ ${bar.atMost}` : `≥ ${bar.atLeast}`);
