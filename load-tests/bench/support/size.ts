/** Whether a bench measures little, only to show that it works: its figures mean little then. */
export const quick = process.argv.includes('--quick');

/** A count, or a tenth of it where the bench is only tried out. */
export const sized = (full: number): number => (quick ? Math.ceil(full / 10) : full);
