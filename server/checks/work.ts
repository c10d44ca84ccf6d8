import { createHmac, hash } from 'node:crypto';
import type { WorkChallenge, WorkProof } from '../../protocol/work.ts';
import { isSame } from './same.ts';

/**
 * Makes an ALTCHA version 1 challenge for a number. The salt must not end in a digit, or its last digit could pass for
 * the number's first.
 */
export const makeWork = (options: {
  readonly key: Buffer;
  readonly salt: string;
  readonly number: number;
  readonly maxNumber: number;
}): WorkChallenge => {
  const { key, salt, number, maxNumber } = options;
  const challenge = challengeOf(salt, number);
  return { algorithm: 'SHA-256', challenge, salt, signature: signatureOf(key, challenge), maxNumber };
};

/** Whether a server with this key made the challenge, and the number solves it. */
export const isWorkDone = (key: Buffer, { challenge, salt, signature, number }: WorkProof): boolean =>
  isSame(signatureOf(key, challenge), signature) && isSame(challengeOf(salt, number), challenge);

const challengeOf = (salt: string, number: number): string => hash('sha256', `${salt}${number}`);
const signatureOf = (key: Buffer, challenge: string): string =>
  createHmac('sha256', workKeyOf(key)).update(challenge).digest('hex');

/** Derived once for each key; a server has few. */
const workKeys = new WeakMap<Buffer, string>();
const workKeyOf = (key: Buffer): string => {
  const workKey = workKeys.get(key) ?? createHmac('sha256', key).update('proof of work').digest('hex');
  workKeys.set(key, workKey);
  return workKey;
};
