/** Formats an instant in a time zone: `2026-11-23 09:00:05`. */
export const timeAt = (instant: number, timeZone: string): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' }).format(instant);

/** Formats the day of an instant in a time zone: `2026-11-23`. */
export const dayAt = (instant: number, timeZone: string): string => timeAt(instant, timeZone).slice(0, 10);
