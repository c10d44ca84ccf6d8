import type { SelectionId } from '../../protocol/ids.ts';
import type { Refusal } from '../../protocol/refusals.ts';
import type { SelectionView } from '../../protocol/selection-view.ts';
import type { AuthoritySettings } from '../../server/authority/settings.ts';
import type { Block } from '../../server/pool/block.ts';
import type { PoolEvent, PoolStore } from '../../server/pool/store.ts';
import { FORMAT, type LineOf, recordFacts } from './format.ts';

type Pool = LineOf<'pool'>;
type Kept = {
  /** When choosing is open, null for always; `unsaid` where that is not the same for all. */
  readonly open?: Exclude<Pool['settings']['open'], undefined> | 'unsaid';
  /** `moved` where somebody set the store's. */
  readonly clock?: 'steady' | 'moved';
  /** Whether Redis lost keys, captchas among them. */
  readonly captchas?: 'lost' | undefined;
  /** How far the instants that clients write may be from the store's clock, in ms. */
  readonly uncertainty?: number;
  /** Differences from the settings: how soon ends are noticed, and how long a number can be collected. */
  readonly more?: Partial<Pick<Pool['settings'], 'noticeWithin' | 'collection'>>;
  /** Clients write down when a connection of theirs has ended. */
  readonly connections?: 'written';
};

/** The first line of a history. */
export const poolLine = (
  settings: AuthoritySettings,
  blocks: readonly Block[],
  { open = null, clock = 'steady', captchas, uncertainty, more = {}, connections }: Kept = {},
): Pool => ({
  line: 'pool',
  format: FORMAT,
  pool: settings.pool,
  ...(connections === undefined ? {} : { connections }),
  settings: {
    tries: settings.tries,
    draws: settings.draws,
    drawSize: settings.drawSize,
    verifyInterval: settings.verifyIntervalSeconds * 1_000,
    hold: settings.holdSeconds * 1_000,
    drawHold: settings.drawHoldSeconds * 1_000,
    confirm: settings.confirmSeconds * 1_000,
    ...(open === 'unsaid' ? {} : { open }),
    captchaLife: settings.captchaLifeSeconds * 1_000,
    returnWithin: settings.returnWithinSeconds * 1_000,
    returnAfter: settings.returnAfterSeconds * 1_000,
    code: {
      life: settings.codeLifeSeconds * 1_000,
      resend: settings.codeResendSeconds * 1_000,
      entries: settings.codeEntries,
      perHold: settings.codesPerHold,
    },
    ...more,
  },
  clock,
  ...(captchas === undefined ? {} : { captchas }),
  ...(uncertainty === undefined ? {} : { uncertainty }),
  blocks: blocks.map(({ positions, ...block }) => ({ ...block, positions: [...positions], withheld: [] })),
});

const DAY = 86_400_000;

/** How long a number can be collected by an authority's settings: working days, with the longest holidays between them. */
export const collectionOf = ({ collectWorkingDays, banYears, timeZone }: AuthoritySettings): Collection => ({
  least: collectWorkingDays * DAY,
  most: (collectWorkingDays * 3 + 14) * DAY,
  ban: banYears * 365 * DAY,
  timeZone,
});
type Collection = NonNullable<Pool['settings']['collection']>;

/** An event as it was read back from the stream. */
export const eventLine = ({ state, taken, freed, ...event }: PoolEvent): LineOf<'event'> => ({
  line: 'event',
  ...event,
  taken: [...taken],
  freed: [...freed],
  ...(state === undefined
    ? {}
    : { state: { version: state.version, record: recordFacts(state.record ?? ''), hold: heldIn(state) } }),
});

/** A client's answer, from the store's own result or from a reply. */
export const saidOf = (
  said: { readonly ok: true; readonly answer: unknown } | { readonly ok: false; readonly refusal: Refusal },
): LineOf<'told'>['said'] => {
  if (said.ok) return { ok: true, answer: said.answer as { outcome: string } };
  const { code, notBefore, until, entriesLeft } = said.refusal;
  return {
    ok: false,
    code,
    ...(notBefore === undefined ? {} : { notBefore }),
    ...(until === undefined ? {} : { until }),
    ...(entriesLeft === undefined ? {} : { entriesLeft }),
  };
};

/** A selection as a client shows it. */
export const viewedLine = (client: string, view: SelectionView): LineOf<'viewed'> => {
  const { id: selection, version, stage, triesLeft, drawsLeft } = view;
  const plate = 'plate' in view ? { plate: view.plate } : {};
  const deadline = 'deadline' in view ? { deadline: view.deadline } : {};
  return { line: 'viewed', client, selection, version, stage, triesLeft, drawsLeft, ...plate, ...deadline };
};

type Read = Pick<PoolStore, 'snapshot' | 'eventsAfter'>;

/** Every event of a pool, from its first. Throws where the stream has lost some. */
export const eventsOf = async (store: Read): Promise<PoolEvent[]> => {
  const { epoch, offset } = (await store.snapshot()).position;
  const events: PoolEvent[] = [];
  while (events.length < offset) {
    const more = await store.eventsAfter({ epoch, offset: events.length }, 1);
    if (more === 'gone') throw new Error(`the events after ${events.length} are gone`);
    events.push(...more);
  }
  return events;
};

/** The final state of the pool and of every selection. */
export const finalLines = async (
  store: Pick<PoolStore, 'snapshot' | 'tally' | 'readSelection'>,
  selections: Iterable<SelectionId>,
): Promise<(LineOf<'selection'> | LineOf<'end'>)[]> => {
  const lines: (LineOf<'selection'> | LineOf<'end'>)[] = [];
  for (const selection of selections) {
    const stored = await store.readSelection(selection);
    const { version, record } = stored;
    const facts = record === null ? null : recordFacts(record);
    lines.push({ line: 'selection', selection, version, record: facts, hold: heldIn(stored) });
  }
  const { position, free, now: at } = await store.snapshot();
  const row = Buffer.from(free).toString('base64');
  return [...lines, { line: 'end', ...position, at, tally: await store.tally(), free: row }];
};

const heldIn = ({ hold }: Pick<NonNullable<PoolEvent['state']>, 'hold'>): LineOf<'selection'>['hold'] =>
  hold === null ? null : { token: hold.token, numbers: [...hold.numbers], deadline: hold.deadline };
