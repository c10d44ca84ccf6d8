/** Whether only to try everything out: the figures mean little then. */
export const quick = process.argv.includes('--quick');

/** A number of things, or a tenth of them for a trial. */
export const sized = (full: number): number => (quick ? Math.ceil(full / 10) : full);
