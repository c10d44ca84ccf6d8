import { sentBy } from './codes.ts';
import type { RecordFacts } from './format.ts';
import { type Asked, keyOf, type Op } from './op.ts';
import type { Replay } from './replay.ts';
import type { Effect } from './selection-state.ts';
import type { Refused } from './spans.ts';
import { type Stage, stageAt } from './stages.ts';

// The claims of refusals, held against the history: each function answers why a claim was never true between the asking
// and the answer, or undefined where it may have been.

/** The history's other facts, for refusals that depend on more than their selection. */
export type Around = {
  readonly replay: Replay;
  readonly ops: ReadonlyMap<string, Op>;
  /** Every command that came with a captcha, by the captcha. */
  readonly captchas: ReadonlyMap<string, readonly Op[]>;
  /** The command that opened each layout first, by its selection and its id. */
  readonly layouts: ReadonlyMap<string, Op>;
  /** The person of each selection, where the history gives it. */
  readonly owners: ReadonlyMap<string, string>;
  /** When each client sent its commands. */
  readonly sent: ReadonlyMap<string, readonly number[]>;
};
/** A refusal, with the states that it may have been judged by. */
export type Claim = Refused & { readonly around: Around; readonly versions: readonly Version[] };
/** A version of the selection that the refusal may have been judged by, and the instants between which it may have been. */
type Version = { readonly effect: Effect | undefined; readonly from: number; readonly until: number };

/** A node may learn so much later, in ms, of what other nodes have done. */
const LAG = 5_000;
/** How long a keyboard's layout serves, in ms. */
const LAYOUT = 30 * 60_000;

/** The stages from which each command leads on. */
const FITS: Readonly<Record<Asked['command'], readonly Stage[]>> = {
  openKeyboard: ['choosing'],
  verifyPlate: ['choosing'],
  drawPlates: ['choosing'],
  releaseHold: ['holding', 'picking'],
  confirmPlate: ['holding', 'picking'],
  requestCode: ['confirming'],
  completeReservation: ['confirming'],
  collect: ['reserved'],
  beginAnew: ['missed'],
};

/** Whether the entered code is the one that was sent last; undefined where the history does not say. */
export const codeWasRight = ({ asked }: Op, { replay, ops }: Pick<Around, 'replay' | 'ops'>): boolean | undefined => {
  const { codeOf, version, selection } = asked;
  if (codeOf === undefined || version === undefined) return undefined;
  if (codeOf === null) return false;
  const sender = ops.get(keyOf({ selection, id: codeOf }));
  const last = sentBy(replay.selections.get(selection)?.effects ?? [], version);
  return sender?.asked.version === undefined ? undefined : sender.asked.version === last;
};

/**
 * The versions that a refusal may have been judged by: the one that the command named, or else every one that a node may
 * have taken for the present one.
 */
export const versionsOf = ({ op, until, last }: Refused, { replay }: Around): Version[] => {
  const { selection, version } = op.asked;
  const { isSteady } = replay;
  const effects = replay.selections.get(selection)?.effects ?? [];
  const at = (nth: number): Version => {
    const effect = effects[nth - 1];
    return { effect, from: isSteady ? Math.max(op.from, effect?.at ?? op.from) : op.from, until };
  };
  if (version !== undefined) return version > effects.length ? [] : [at(version)];
  const versions: Version[] = [];
  for (let nth = 0; nth <= effects.length; nth += 1) {
    if ((effects[nth - 1]?.offset ?? 0) > last) break;
    if (isSteady && (effects[nth]?.at ?? Infinity) < op.from - LAG) continue;
    versions.push(at(nth));
  }
  return versions;
};

/** How a record reads, at each instant at which that may change: a vehicle that has not begun has all tries left. */
type Reading = Pick<RecordFacts, 'triesLeft' | 'drawsLeft' | 'verifyFrom' | 'code'> & { readonly stage: Stage };
const readingsOf = ({ effect, from, until }: Version, { settings }: Replay): Reading[] => {
  const fresh = { stage: 'choosing', triesLeft: settings.tries, drawsLeft: settings.draws, verifyFrom: null } as const;
  if (effect === undefined) return [fresh];
  const { record } = effect;
  const turns = [record.deadline, record.collectBy, record.bannedUntil];
  return [from, ...turns.filter((turn) => turn !== undefined && from < turn && turn <= until)].map((at = from) => {
    const stage = stageAt(record, at);
    return record.stage === 'reserved' && stage === 'choosing' ? fresh : { ...record, stage };
  });
};

/** The last reason why the claim was false, if it was false at every reading of every version; else undefined. */
export const everywhere = (
  { around, versions }: Claim,
  not: (reading: Reading, version: Version) => string | undefined,
): string | undefined => {
  let why: string | undefined = 'on a version that there never was';
  for (const version of versions)
    for (const reading of readingsOf(version, around.replay)) {
      why = not(reading, version);
      if (why === undefined) return undefined;
    }
  return why;
};

export const throughout = (claim: Claim, so: (stage: Stage) => boolean): string | undefined =>
  everywhere(claim, ({ stage }) => (so(stage) ? `while it was ${stage} throughout` : undefined));

/** When choosing, or the block of a number, last opened before an instant, in ms; unknown hours and numbers never open. */
const openedBefore = (until: number, plate: string | undefined, { settings, numbers }: Replay): number => {
  const address = plate === undefined ? undefined : numbers.address(plate);
  const block = address === undefined ? undefined : numbers.opened(address)?.at;
  const hours = (settings.open ?? []).map(({ from }) => from).filter((from) => from <= until);
  return Math.max(0, block ?? 0, ...hours);
};

/** From when a number could be verified: the interval counts from an opening at the earliest (COMP-5). */
export const readyFrom = ({ op, until, around: { replay } }: Claim, verifyFrom: number | null): number | null =>
  verifyFrom === null
    ? null
    : Math.max(verifyFrom, openedBefore(until, op.asked.plate, replay) + replay.settings.verifyInterval);

/** The record says from when trying again can help. */
export const notBeforeIs = (
  claim: Claim,
  said: number | undefined,
  { version }: Asked,
  due: (reading: Reading) => number | null | undefined,
): string | undefined => {
  if (said === undefined || version === undefined) return undefined;
  return everywhere(claim, (reading) => {
    const at = due(reading);
    return at === undefined || at === said ? undefined : `until ${said} where it is so until ${at}`;
  });
};

export const someLeft = (claim: Claim, kind: 'triesLeft' | 'drawsLeft'): string | undefined =>
  everywhere(claim, (reading) => (reading[kind] > 0 ? `while ${reading[kind]} were left` : undefined));

export const ofCode = (
  claim: Claim,
  not: (code: NonNullable<RecordFacts['code']>, version: Version) => string | undefined,
): string | undefined =>
  everywhere(claim, ({ stage, code }, version) =>
    code === undefined || stage !== 'confirming' ? `while it was ${stage}` : not(code, version),
  );

export const wasCurrent = ({ op: { asked, first }, last, around: { replay } }: Claim): string | undefined => {
  const { version, selection } = asked;
  if (version === undefined) return 'though it named no version';
  const effects = replay.selections.get(selection)?.effects ?? [];
  if (version > 0 && (effects[version - 1]?.offset ?? Infinity) > first) return undefined;
  if ((effects[version]?.offset ?? Infinity) <= last) return undefined;
  return `while version ${version} was the present one throughout`;
};

export const stageFitted = (claim: Claim): string | undefined => {
  const { command } = claim.op.asked;
  // Where the clock went back, an earlier reservation may stand again, and one that was missed is gone.
  if (!claim.around.replay.isSteady && command === 'completeReservation') return undefined;
  if (command === 'collect' && wasMissed(claim)) return undefined;
  return throughout(claim, (stage) => FITS[command].includes(stage));
};

/** Whether the selection's reservation was given back as missed. */
export const wasMissed = ({ op, last, around: { replay } }: Claim): boolean =>
  replay.missed.some(({ selection, offset }) => selection === op.asked.selection && offset <= last);

export const wasOpen = ({ op, until, refusal, around: { replay } }: Claim): string | undefined => {
  const { open } = replay.settings;
  if (open === undefined) return undefined;
  if (open === null) return 'though choosing is always open';
  const hours = open.find((each) => each.from <= op.from && until < each.until);
  if (hours !== undefined) return `while choosing was open from ${hours.from} to ${hours.until}`;
  const { notBefore } = refusal;
  return notBefore === undefined || open.some(({ from }) => from === notBefore)
    ? undefined
    : `until ${notBefore}, when it does not open`;
};

export const wasInPool = ({ op: { asked, from, first }, around: { replay } }: Claim): string | undefined => {
  const address = asked.plate === undefined ? undefined : replay.numbers.address(asked.plate);
  const opened = address === undefined ? undefined : replay.numbers.opened(address);
  if (opened === undefined || opened.offset > first) return undefined;
  return replay.isSteady && opened.at > from - LAG && from > Number.NEGATIVE_INFINITY
    ? undefined
    : `though ${asked.plate} was in the pool since event ${opened.offset}`;
};

/** A layout serves from its opening until the next verification, and half an hour at most. */
export const layoutServed = (claim: Claim): string | undefined => {
  const { op, until, around } = claim;
  const { command, layout, selection, version } = op.asked;
  if (command === 'openKeyboard') return op.again ? undefined : 'though it was sent once';
  const begun = everywhere(claim, ({ verifyFrom }) =>
    verifyFrom === null ? undefined : 'while its keyboard was open',
  );
  if (layout === undefined || version === undefined || begun === undefined) return undefined;
  const { replay, layouts } = around;
  const opening = layouts.get(keyOf({ selection, id: layout }));
  if (opening === undefined) return undefined;
  const effects = replay.selections.get(selection)?.effects.slice(0, version) ?? [];
  const verified = effects.some(
    ({ type, offset }) => (type === 'plateHeld' || type === 'tryUsed') && offset > opening.first,
  );
  const began = Math.max(opening.from, replay.at[1] ?? 0);
  const ended = Math.min(until, replay.at.at(-1) ?? Infinity);
  return verified || ended - began >= LAYOUT ? undefined : `though layout ${layout} had been opened for it`;
};

/** A captcha serves once, until it ends, and not if it was issued before an opening; an earlier refusal does not use it up. */
export const captchaServed = ({ op, until, around }: Claim): string | undefined => {
  const { captcha, captchaUntil, plate } = op.asked;
  if (around.replay.losesCaptchas) return undefined;
  if (captcha === undefined || captchaUntil === undefined || captchaUntil <= until) return undefined;
  const { captchaLife = 0 } = around.replay.settings;
  if (captchaUntil - captchaLife < openedBefore(until, plate, around.replay)) return undefined;
  const used = around.captchas
    .get(captcha)
    ?.some((other) => other !== op && other.from <= until && mayHaveSpent(other));
  return used === true ? undefined : `though captcha ${captcha} was good until ${captchaUntil} and had served nobody`;
};

const mayHaveSpent = ({ said }: Op): boolean =>
  said === undefined || said.ok || said.code === 'captchaWrong' || said.code === 'noneFree';

export const someFree = ({ op: { from, first }, last, around: { replay } }: Claim): string | undefined => {
  if (!replay.wasEmpty(first, last)) return 'while numbers were free throughout';
  const due = replay.dueThroughout(from, last);
  return due === undefined ? undefined : `while the hold of ${due} was over throughout`;
};

/** Where the clock went back after a hold had lapsed, its record reads as live once more, and holds nothing. */
export const isHollow = (effect: Effect | undefined): boolean =>
  effect?.hold === null && effect.record.deadline !== undefined;

export const holdRan = (claim: Claim): string | undefined => {
  const { op, last, around } = claim;
  const { token } = op.asked;
  return everywhere(claim, (_, { effect, until }) => {
    const hold = effect?.hold;
    if (hold === undefined || hold === null) return isHollow(effect) ? undefined : 'while it held nothing';
    if (token !== undefined && token !== hold.token) return 'of a hold that was not its own';
    const lapsed = (around.replay.lapsed.get(hold.token) ?? Infinity) <= last;
    return lapsed || hold.deadline <= until ? undefined : `while its hold ran until ${hold.deadline}`;
  });
};

/** Where the history does not give a vehicle's owner, any ban may be this owner's. */
export const notBanned = ({ op, last, refusal, around: { replay, owners } }: Claim): string | undefined => {
  const owner = owners.get(op.asked.selection);
  const bans = replay.missed.filter(
    ({ selection, offset, bannedUntil }) =>
      (owner === undefined || owners.get(selection) === owner) && offset <= last && bannedUntil > op.from,
  );
  if (bans.length === 0) return 'while nothing had been missed';
  const { until } = refusal;
  return until === undefined || bans.some(({ bannedUntil }) => bannedUntil === until)
    ? undefined
    : `until ${until}, when no ban ends`;
};

export const sentFew = ({ op, until, around }: Claim): string | undefined => {
  const { allowance } = around.replay.settings;
  if (allowance === undefined) return undefined;
  // After so long an allowance is full again; an earlier command may have come late.
  const whole = (allowance.atOnce / allowance.aSecond) * 1_000 + LAG;
  const clients = [op.asked.client, ...(op.others ?? [])];
  const counts = clients.map(
    (client) => (around.sent.get(client) ?? []).filter((at) => !(at < op.from - whole) && !(at > until)).length,
  );
  const most = Math.max(...counts);
  return most <= allowance.atOnce
    ? `while ${most} commands were sent and ${allowance.atOnce} may be at once`
    : undefined;
};

export const fewCodes = ({ op, until, around }: Claim, figure: 'perDay' | 'perMinute'): string | undefined => {
  const { replay, owners, ops } = around;
  const most = replay.settings.code?.[figure];
  if (most === undefined) return undefined;
  const owner = owners.get(op.asked.selection);
  const isHis = (selection: string): boolean =>
    figure === 'perMinute' || owner === undefined || owners.get(selection) === owner;
  let sent = 0;
  for (const { asked, from, said } of ops.values())
    if (asked.command === 'requestCode' && isHis(asked.selection) && from <= until && (said?.ok ?? true)) sent += 1;
  return sent < most ? `while ${sent} of ${most} had been sent` : undefined;
};
