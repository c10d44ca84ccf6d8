/** `2026-11-23 09:00:05` by the clocks of a zone. */
export const timeAt = (instant: number, timeZone: string): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' }).format(instant);

/** `2026-11-23` by the clocks of a zone. */
export const dayAt = (instant: number, timeZone: string): string => timeAt(instant, timeZone).slice(0, 10);
