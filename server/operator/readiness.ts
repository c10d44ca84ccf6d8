import { authoritySettings } from '../authority/settings.ts';
import type { Config } from '../config.ts';

/** One requirement of a real service: its name, and the reason why it is not met; undefined if it is. */
export type Finding = { readonly of: string; readonly wrong?: string | undefined };

/** Figures that protect people: a service should have the default at least (`LEAST`) or at most (`MOST`). */
const LEAST = [
  'verifyIntervalSeconds',
  'codeResendSeconds',
  'captchaWork',
  'returnAfterSeconds',
  'returnShownSeconds',
  'newAccountSeconds',
] as const;
const MOST = [
  'codeEntries',
  'codesPerHold',
  'codesPerDay',
  'codeLifeSeconds',
  'captchaLifeSeconds',
  'deskIdleSeconds',
  'firstPassPhraseSeconds',
  'deskFirstPassPhraseSeconds',
] as const;

const DEMANDED = {
  optional: 'one-time codes are demanded of nobody at the desk',
  managers: 'one-time codes are demanded of managers',
  everybody: 'one-time codes are demanded of everybody at the desk',
} as const;
const PEOPLE = {
  required: 'two people sign a signed person anew, withhold and free numbers',
  off: 'one person alone signs a signed person anew, withholds and frees numbers',
} as const;

const isPlain = (origin: string): boolean => new URL(origin).protocol === 'http:';
const isEverybody = (range: string): boolean => range.endsWith('/0');

/** Findings from the settings alone, one for each setting that counts. */
export const settingsFindings = (config: Config): Finding[] => {
  const { authority, smsWebhook, tls, trustedProxies } = config;
  const preset = authoritySettings.parse({});
  const weaker = [
    ...LEAST.filter((name) => authority[name] < preset[name]),
    ...MOST.filter((name) => authority[name] > preset[name]),
  ];
  const wrong = (of: string, why: string | false): Finding => (why === false ? { of } : { of, wrong: why });
  return [
    wrong('DEMO_ACCOUNTS', config.demoAccounts > 0 && 'a demo’s: everybody knows the pass-phrases; set it to 0'),
    wrong('DEMO_DESK', config.demoDesk === 'everywhere' && 'a demo’s: leave it unset'),
    wrong(
      'SMS_WEBHOOK_URL',
      smsWebhook === undefined
        ? 'missing: codes and first pass-phrases go to the log and the page'
        : isPlain(smsWebhook.url) && 'codes travel in plain text: use https',
    ),
    wrong(
      'SECRET_KEY',
      config.redis !== undefined &&
        config.secretKey === undefined &&
        'missing: several nodes of one Redis need the same; set it at each',
    ),
    wrong(
      'TLS_CERT, TRUSTED_PROXIES',
      tls === undefined && trustedProxies.length === 0
        ? 'missing: without TLS, of its own or a proxy’s, sessions can be read on the way'
        : trustedProxies.some(isEverybody) && 'a range of everybody: any client could write its own address',
    ),
    wrong('ALLOWED_ORIGINS', config.allowedOrigins.some(isPlain) && 'an origin without TLS: use https'),
    wrong(
      'REDIS_DURABILITY',
      config.redisDurability !== 'always' && 'a power cut takes what was acknowledged; set it to always',
    ),
    wrong('hours', authority.hours === 'always' && 'a demo’s: name them in AUTHORITY_SETTINGS'),
    // Each authority decides; the lines tell what it has decided.
    { of: `deskSecondFactor: ${DEMANDED[authority.deskSecondFactor]}` },
    { of: `secondPerson: ${PEOPLE[authority.secondPerson]}` },
    wrong('AUTHORITY_SETTINGS', weaker.length > 0 && `weaker than the preset: ${weaker.join(', ')}`),
  ];
};

/** One line for each finding. */
export const inWords = (findings: readonly Finding[]): string[] =>
  findings.map(({ of, wrong }) => (wrong === undefined ? `  ready      ${of}` : `  NOT READY  ${of}: ${wrong}`));
