const PER_ADDRESS = 2_000;

/**
 * The address of this machine that the nth connection calls from. Each process has its own, many of them: ports are used
 * up address by address, and one that was closed is not free again for a minute.
 */
export const addressFor = (nth: number): string => `127.${1 + (process.pid % 250)}.${Math.floor(nth / PER_ADDRESS)}.1`;
