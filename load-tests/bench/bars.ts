/** What a figure must reach on two shared cores. */
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
  cube_query_ns: { atMost: 1_000, what: 'a pattern of 45.4 million numbers: its count and every usable character' },
  cube_take_ns: { atMost: 2_000, what: 'a number of 45.4 million taken or given back' },
  cube_mb: { atMost: 16, what: 'the memory of 45.4 million numbers' },
};

export const isMet = (bar: Bar, value: number): boolean =>
  'atMost' in bar ? value <= bar.atMost : value >= bar.atLeast;

/** As people write it: `≤ 1.3`. */
export const shown = (bar: Bar): string => ('atMost' in bar ? `≤ ${bar.atMost}` : `≥ ${bar.atLeast}`);
