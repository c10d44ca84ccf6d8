/** What a figure must reach on two shared cores. */
export type Bar = { readonly atMost: number } | { readonly atLeast: number };

/** Every figure's bar, by its name; `what` says what is measured, for `npm run bench -- --list`. */
export const bars: Readonly<Record<string, Bar & { readonly what: string }>> = {
  keystroke_cpu_vs_bare: {
    atMost: 1.3,
    what: "the server's CPU time per keystroke ÷ that of a Socket.IO server that only acks, with the same bytes",
  },
};

export const isMet = (bar: Bar, value: number): boolean =>
  'atMost' in bar ? value <= bar.atMost : value >= bar.atLeast;

/** As people write it: `≤ 1.3`. */
export const shown = (bar: Bar): string => ('atMost' in bar ? `≤ ${bar.atMost}` : `≥ ${bar.atLeast}`);
