import type { Config } from './config.ts';

/** Warnings about the environment that do not prevent a start, one line each. */
export const configWarnings = (
  env: NodeJS.ProcessEnv,
  known: readonly string[],
  { smsWebhook, authority }: Pick<Config, 'smsWebhook' | 'authority'>,
): string[] => {
  const warnings = Object.keys(env).flatMap((name) => {
    const likely = known.includes(name) ? undefined : likeliest(name, known);
    return likely === undefined ? [] : [`${name} is not a setting, and is ignored; did you mean ${likely}?`];
  });
  if (smsWebhook !== undefined && isPlainAndFar(smsWebhook.url))
    warnings.push('SMS_WEBHOOK_URL is http://: mobiles and codes travel readable; use https://');
  const { codeResendSeconds, confirmSeconds, captchaLifeSeconds, verifyIntervalSeconds } = authority;
  if (codeResendSeconds >= confirmSeconds)
    warnings.push('AUTHORITY_SETTINGS.codeResendSeconds: the confirm stage ends before a second code can be asked for');
  if (captchaLifeSeconds <= verifyIntervalSeconds)
    warnings.push('AUTHORITY_SETTINGS.captchaLifeSeconds: a captcha of the last verification is dead before the next');
  return warnings;
};

const likeliest = (name: string, known: readonly string[]): string | undefined => {
  // A short name has many neighbours that are not slips.
  const most = name.length < 8 ? 1 : 2;
  const near = known.filter((each) => each.length >= 4 && distance(name, each) <= most);
  return near.toSorted((a, b) => distance(name, a) - distance(name, b))[0];
};

/** The edit distance of two words: letters inserted, removed, changed or swapped with a neighbour. */
const distance = (from: string, to: string): number => {
  const rows: number[][] = [Array.from({ length: to.length + 1 }, (_, column) => column)];
  const at = (row: number, column: number): number => rows[row]?.[column] ?? Number.POSITIVE_INFINITY;
  for (let row = 1; row <= from.length; row += 1) {
    rows.push([row]);
    for (let column = 1; column <= to.length; column += 1) {
      const same = from[row - 1] === to[column - 1];
      const swapped = from[row - 2] === to[column - 1] && from[row - 1] === to[column - 2];
      const ways = [at(row - 1, column) + 1, at(row, column - 1) + 1, at(row - 1, column - 1) + (same ? 0 : 1)];
      if (swapped) ways.push(at(row - 2, column - 2) + 1);
      rows[row]?.push(Math.min(...ways));
    }
  }
  return at(from.length, to.length);
};

/** Whether a URL crosses an open network without TLS; this machine and private addresses count as near. */
const isPlainAndFar = (url: string): boolean => {
  const { protocol, hostname } = new URL(url);
  return (
    protocol === 'http:' &&
    !/^(localhost|127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|169\.254\.|\[(::1|f[cd]|fe80))/i.test(hostname) &&
    hostname.includes('.')
  );
};
