import { randomFillSync } from 'node:crypto';

const BYTES = 16;
/** A call for random bytes costs as much for 16 as for thousands, so one call serves 256 ids. */
const supply = Buffer.alloc(256 * BYTES);
let used = supply.length;

/** 128 random bits, as 22 characters of base64url. */
export const randomId = (): string => {
  if (used === supply.length) {
    randomFillSync(supply);
    used = 0;
  }
  used += BYTES;
  return supply.toString('base64url', used - BYTES, used);
};
