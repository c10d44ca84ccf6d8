import { timingSafeEqual } from 'node:crypto';

/**
 * Compares two texts in constant time, which reveals nothing about the first difference. For values that an attacker
 * could guess: signatures, and digests of codes.
 */
export const isSame = (a: string, b: string): boolean => {
  const [one, other] = [Buffer.from(a), Buffer.from(b)];
  return one.length === other.length && timingSafeEqual(one, other);
};
