import { createHash, randomBytes } from 'node:crypto';
import { solveChallenge } from 'altcha-lib/v1';
import { describe, expect, test } from 'vitest';
import { type CaptchaAnswer, type CaptchaChallenge, captchaAnswer, captchaChallenge } from '../../protocol/captcha.ts';
import { captchaId } from '../../protocol/ids.ts';
import { digestOf, makeCaptcha, proofOf } from '../../server/checks/captcha.ts';

const key = randomBytes(32);
/** What no captcha is answered by: the store refuses it, and uses the captcha up. */
const WRONG = { digest: '' };
const make = () =>
  makeCaptcha({
    key,
    now: 1_795_399_200_000,
    life: 300_000,
    maxNumber: 5_000,
    picture: { text: '7KXP', image: 'data:image/png;base64,AAAA' },
  });

/** Finds the number as a browser would. */
const solve = ({
  id,
  work: { challenge, salt, signature, maxNumber },
}: CaptchaChallenge): CaptchaAnswer & { kind: 'work' } => {
  for (let number = 0; number <= maxNumber; number++) {
    const hash = createHash('sha256')
      .update(salt + number)
      .digest('hex');
    if (hash === challenge) return { kind: 'work', id, challenge, salt, signature, number };
  }
  throw new Error('the challenge has no solution');
};

test('COMP-5 a captcha has its wire form, an end, and does not say its text', () => {
  const { challenge, id, digest } = make();
  expect(captchaChallenge.parse(challenge)).toEqual(challenge);
  expect(challenge.id).toBe(id);
  expect(challenge.expiresAt).toBe(1_795_399_500_000);
  expect(JSON.stringify(challenge)).not.toContain('7KXP');
  expect(digest).not.toContain('7KXP');
  expect(make().id).not.toBe(id);
});

describe('COMP-5 a text', () => {
  test.each(['7KXP', '7kxp', ' 7k xp ', '７ｋＸＰ', '７　Ｋ\u200BＸ\u2060Ｐ', '\u202D7-K-X-P\u202C'])(
    '%j has the digest of 7KXP',
    (text) => {
      const { id, digest } = make();
      expect(proofOf(key, { kind: 'text', id, text })).toEqual({ id, digest });
    },
  );

  test.each(['7KXF', '7KX', 'X'])('%j has not', (text) => {
    const { id, digest } = make();
    expect(proofOf(key, { kind: 'text', id, text })).not.toEqual({ id, digest });
  });

  test('counts for one captcha and one key only', () => {
    const { id, digest } = make();
    expect(digestOf(key, captchaId.parse('A'.repeat(22)), '7KXP')).not.toBe(digest);
    expect(digestOf(randomBytes(32), id, '7KXP')).not.toBe(digest);
  });
});

describe('COMP-5 a proof of work, for those who cannot read the image', () => {
  test('serves instead of the text', () => {
    const { challenge, id } = make();
    const answer = captchaAnswer.parse(solve(challenge));
    expect(proofOf(key, answer)).toEqual({ id, digest: null });
  });

  test("is found by ALTCHA's own library too", async () => {
    const { challenge, id } = make();
    const { salt, challenge: wanted, signature, maxNumber } = challenge.work;
    const solution = await solveChallenge(wanted, salt, 'SHA-256', maxNumber).promise;
    const number = solution?.number ?? -1;
    expect(proofOf(key, { kind: 'work', id, challenge: wanted, salt, signature, number })).toEqual({
      id,
      digest: null,
    });
  });

  test('is wrong with another number, for another captcha, by another key, or spliced', () => {
    const { challenge } = make();
    const other = make();
    const answer = solve(challenge);
    const swapped = answer.salt.replace(answer.id, other.id);
    expect(proofOf(key, { ...answer, number: answer.number + 1 })).toMatchObject(WRONG);
    expect(proofOf(key, { ...answer, id: other.id })).toMatchObject(WRONG);
    expect(proofOf(key, { ...answer, id: other.id, salt: swapped })).toMatchObject(WRONG);
    expect(proofOf(key, { ...answer, signature: other.challenge.work.signature })).toMatchObject(WRONG);
    expect(proofOf(key, { ...answer, salt: `${answer.salt}${answer.number}`, number: 0 })).toMatchObject(WRONG);
    expect(proofOf(randomBytes(32), answer)).toMatchObject(WRONG);
  });

  test.each(['', '?', 'id=', '?id=%', '???id=x&id=y'])('a salt of %j is refused, not thrown at', (salt) => {
    const { challenge } = make();
    expect(proofOf(key, { ...solve(challenge), salt })).toMatchObject(WRONG);
  });

  test('one made up by the client, without the server, is wrong', () => {
    const { challenge } = make();
    const salt = `0011223344556677?id=${challenge.id}&`;
    const made = createHash('sha256').update(`${salt}1`).digest('hex');
    const answer = {
      kind: 'work',
      id: challenge.id,
      challenge: made,
      salt,
      signature: '0'.repeat(64),
      number: 1,
    } as const;
    expect(proofOf(key, answer)).toMatchObject(WRONG);
  });
});
