import { expect, test } from 'vitest';
import { authoritySettings } from '../../server/authority/settings.ts';
import { LAYOUT_TTL_MS } from '../../server/checks/keyboard.ts';
import { MAX_WAITING_BYTES } from '../../server/engine/client-connection.ts';
import { MAX_BODY_BYTES } from '../../server/engine/exchange.ts';
import { CONNECT_TIMEOUT, MAX_MESSAGE_BYTES } from '../../server/engine/socket-options.ts';
import { ACCOUNT_ALLOWANCES, ALLOWANCES, addressAllowances } from '../../server/gateway/select-connection.ts';
import { BY_ADDRESS, BY_NAME, BY_PAIR, BY_PAIR_A_DAY, FAMILIAR, RIGHT_BY_NAME } from '../../server/identity/guesses.ts';
import { MOST_SESSIONS, SESSION_TTL_SECONDS } from '../../server/identity/sessions.ts';
import { OF_ACCOUNT } from '../../server/limits/http-allowances.ts';
import { BEHIND, BEHIND_TIMEOUT_MS } from '../../server/limits/slow-clients.ts';
import type { Allowance } from '../../server/limits/token-bucket.ts';
import { ASK_INTERVAL_MS } from '../../server/limits/unread-connections.ts';
import { COUNT_TTL_MS } from '../../server/pool/figures/head-count.ts';
import { PatternTopics } from '../../server/push/pattern-topics.ts';
import { PoolTopic } from '../../server/push/pool-topic.ts';
import { FIRST_PAUSE_MS, LONGEST_PAUSE_MS } from '../../server/workers/replacements.ts';
import { readPage } from './page.ts';

const preset = authoritySettings.parse({});
const rate = ({ perSecond, burst }: Allowance): string => `${perSecond} a second and ${burst} at once`;
const three = (of: Readonly<Record<'query' | 'command' | 'captcha', Allowance>>): string =>
  `queries ${rate(of.query)}, commands ${rate(of.command)}, captchas ${rate(of.captcha)}`;
const kib = (bytes: number): string => `${bytes / 1024} KiB`;
const PER_ADDRESS = 20_000;
const perConnection = addressAllowances(PER_ADDRESS);

/** What a document says, made of the constant that it speaks of. */
const FIGURES: readonly (readonly [page: string, words: string])[] = [
  ['docs/clients.md', `| a connection | | ${three(ALLOWANCES)} |`],
  ['docs/clients.md', `| ${three(ACCOUNT_ALLOWANCES)} |`],
  ['docs/clients.md', `reads ${rate(OF_ACCOUNT.read)}, other requests ${rate(OF_ACCOUNT.deed)}`],
  ['docs/clients.md', `${BY_PAIR.free} in a quarter of an hour are free`],
  ['docs/clients.md', `${BY_PAIR.limit} bar the name there; so do ${BY_PAIR_A_DAY.limit} in a day`],
  [
    'docs/clients.md',
    `${BY_NAME.limit} in a day bar it at all new places; ${FAMILIAR.limit} from a browser or address`,
  ],
  ['docs/clients.md', `for any names | ${BY_ADDRESS.free} in a quarter of an hour are free`],
  ['docs/clients.md', `right pass-phrases for a name | ${RIGHT_BY_NAME.free} in a quarter of an hour are free`],
  ['docs/clients.md', `valid for ${SESSION_TTL_SECONDS / 3_600} hours`],
  ['docs/clients.md', `at most ${MOST_SESSIONS} sessions`],
  ['docs/clients.md', `of ${kib(MAX_BODY_BYTES)} at most`],
  ['docs/clients.md', `at most ${MAX_MESSAGE_BYTES.toLocaleString('en')} bytes`],
  ['docs/clients.md', `${LAYOUT_TTL_MS / 60_000} minutes at most`],
  ['docs/clients.md', `At most ${preset.codesPerHold} codes for one hold, and ${preset.codesPerDay} in 24 hours`],
  ['docs/decisions.md', `valid for ${COUNT_TTL_MS / 1_000} s`],
  ['docs/decisions.md', `${kib(MAX_WAITING_BYTES)} may wait for a client`],
  ['docs/decisions.md', `above ${kib(BEHIND)} for ${inWords(BEHIND_TIMEOUT_MS / 1_000)} seconds`],
  ['docs/decisions.md', `Every ${ASK_INTERVAL_MS / 1_000} s, and after`],
  ['docs/decisions.md', `go out in ${inWords(PoolTopic.SLICES)} slices`],
  [
    'docs/deploy.md',
    `replaced after ${FIRST_PAUSE_MS / 1_000} s, later ones after longer, up to ${LONGEST_PAUSE_MS / 1_000} s`,
  ],
  ['docs/glossary.md', `${PatternTopics.tickMs} ms for patterns`],
  ['docs/glossary.md', `${PoolTopic.SLICES * PoolTopic.sliceMs} ms for the pool's figures`],
  ['SECURITY.md', `a session lasts ${SESSION_TTL_SECONDS / 3_600} hours at most`],
  ['SECURITY.md', `closed after ${CONNECT_TIMEOUT / 1_000} s`],
  ['SECURITY.md', `must come back within ${ASK_INTERVAL_MS / 1_000} s`],
  ['SECURITY.md', `${preset.codeResendSeconds} s apart`],
];

function inWords(count: number): string {
  return { 10: 'ten', 50: 'fifty' }[count] ?? String(count);
}

test.each(FIGURES)('%s: “%s”, as the constant has it', (page, words) => {
  expect(readPage(page).replaceAll(/\s+/g, ' ')).toContain(words);
});

test('docs/clients.md: an address may ask once a second for each of its connections', () => {
  expect(perConnection.query.perSecond).toBe(PER_ADDRESS);
  expect(perConnection.command.perSecond).toBe(PER_ADDRESS / 5);
  expect(perConnection.captcha.perSecond).toBe(PER_ADDRESS / 20);
});

test('docs/decisions.md: a selection keeps as many answers as its script does', () => {
  const script = readPage('server/pool/redis/scripts/steps/command.lua');
  const kept = /answered > (\d+)/.exec(script)?.[1];
  expect(readPage('docs/decisions.md')).toContain(`keeps its last ${kept} answers`);
});
