import { z } from 'zod';
import type { DeskAnswerOf, DeskRequestOf } from '../../protocol/desk/client-to-server.ts';
import { mayUse } from '../../protocol/desk/kinds.ts';
import { type DeskProposal, deskProposal, type Proposable, type ProposalId } from '../../protocol/desk/proposals.ts';
import { commandId } from '../../protocol/ids.ts';
import type { PersonalData } from '../identity/personal-data.ts';
import type { RedisClient } from '../redis/client.ts';
import { LuaScript } from '../redis/lua-script.ts';
import type { DeskAccount, DeskAccounts } from './accounts.ts';
import type { AuditTrail } from './audit.ts';
import { deskKeys } from './keys.ts';
import { type Acted, acted, refused } from './result.ts';

const claimProposal = LuaScript.read(new URL('scripts/claim-proposal.lua', import.meta.url));

/** The most proposals open at once. */
const MOST = 200;
/** After this time, the server that began to carry a proposal out has died. */
const ANSWER_TIMEOUT_MS = 5_000;
/** How long after its expiry a proposal is cleared away: by then nobody carries it out any more. */
const CLEARED_AFTER_MS = 60_000;
/** How long the answer to the confirming command is kept. */
const ANSWER_TTL_SECONDS = 600;

/** The part of a proposal that a second person sees. */
type ToShow = Pick<DeskProposal, 'subject' | 'reason' | 'mobiles' | 'plates' | 'positions' | 'opensAt'>;
/** The content to confirm, and a text that changes whenever its basis changes. */
export type ToConfirm = { readonly shown: ToShow; readonly basis: string };

/** A command that may need a second person. */
export type Deed<N extends Proposable> = {
  readonly does: (request: DeskRequestOf<N>, now: number, by: DeskAccount) => Promise<Acted<DeskAnswerOf<N>>>;
  /**
   * The content for a second person to confirm; null if one person is enough, or if the command will be refused anyway.
   * `proposal` is given while it is carried out: effects of an earlier attempt under it do not count as a change.
   */
  readonly toConfirm: (request: DeskRequestOf<N>, proposal?: ProposalId) => Promise<ToConfirm | null>;
};
export type Deeds = { readonly [N in Proposable]: Deed<N> };

const kept = z.object({
  shown: deskProposal,
  request: z.record(z.string(), z.unknown()),
  basis: z.string(),
  /** The creation time of the proposer's account: another account may have its name by now. */
  byCreatedAt: z.int(),
});
type Kept = z.infer<typeof kept>;
const claim = z.enum(['yours', 'underWay', 'gone']);
const finished = z.object({ claimant: z.string(), answer: z.unknown() });

type Asks = { readonly account: DeskAccount; readonly now: number };

type Parts = {
  readonly redis: RedisClient;
  readonly personal: PersonalData;
  readonly accounts: Pick<DeskAccounts, 'byUserName'>;
  readonly audit: Pick<AuditTrail, 'append'>;
  readonly deeds: Deeds;
  readonly terms: {
    readonly secondPerson: 'required' | 'off';
    readonly proposalSeconds: number;
    readonly newAccountSeconds: number;
  };
};

/**
 * Commands that one person at the desk proposes and another confirms. Nothing changes until then. A proposal is written
 * once and never changed; it is sealed, since it may name a person. Two confirmations carry it out once, even if a
 * server dies halfway: the command runs under the proposal's own id, and every command has the same effect twice as
 * once.
 */
export class Proposals {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Runs the command at once if one person is enough; otherwise proposes it. */
  async doOrPropose<N extends Proposable>(
    what: N,
    request: DeskRequestOf<N>,
    { account, now }: Asks,
  ): Promise<Acted<DeskAnswerOf<N>>> {
    const deed: Deed<N> = this.#parts.deeds[what];
    const toConfirm = this.#parts.terms.secondPerson === 'off' ? null : await deed.toConfirm(request);
    if (toConfirm === null) return deed.does(request, now, account);
    const { subject, reason } = toConfirm.shown;
    if ((await this.#parts.redis.hLen(deskKeys.proposals)) >= MOST)
      return refused('tooManyRequests', { subject, reason });
    const { id: command, ...body } = request;
    // Derived from the command: a repeat makes the same proposal.
    const proposal = this.#parts.personal.hash('proposal', `${account.owner}/${command}`) as ProposalId;
    const expiresAt = now + this.#parts.terms.proposalSeconds * 1_000;
    const { userName: by, createdAt: byCreatedAt } = account;
    const all = { proposal, what, by, at: now, expiresAt, ...toConfirm.shown };
    const digest = this.#parts.personal.hash('proposal-digest', JSON.stringify([all, body, toConfirm.basis]));
    const written: Kept = { shown: { ...all, digest }, request: body, basis: toConfirm.basis, byCreatedAt };
    const sealed = this.#parts.personal.seal(placeOf(proposal), written);
    if (await this.#parts.redis.hSetNX(deskKeys.proposals, proposal, `${expiresAt} - 0 ${sealed}`))
      await this.#countChange();
    // Every command's answer includes this form; the compiler cannot derive that from the name.
    const answer = { outcome: 'proposed', proposal, expiresAt } as DeskAnswerOf<N>;
    return acted(answer, { subject, reason, outcome: 'proposed', after: { expiresAt } });
  }

  /** The open proposals, oldest first. */
  async list({ now }: Asks): Promise<Acted<DeskAnswerOf<'listProposals'>>> {
    const all = Object.entries(await this.#parts.redis.hGetAll(deskKeys.proposals));
    const open = all.map(([id, text]) => this.#open(id, text).shown).filter(({ expiresAt }) => now < expiresAt);
    return acted({ proposals: open.toSorted((a, b) => a.at - b.at) });
  }

  /** Carries out another person's proposal. */
  async confirm(
    { id: command, proposal, digest }: DeskRequestOf<'confirmProposal'>,
    { account, now }: Asks,
  ): Promise<Acted<DeskAnswerOf<'confirmProposal'>>> {
    const before = await this.#read(proposal);
    if (before === undefined) return this.#answeredBefore(proposal, `${account.owner}/${command}`);
    const { shown, request, basis, byCreatedAt } = before;
    const { what, by, subject, reason } = shown;
    const noted = { subject: `${what} ${subject}`, reason, before: { proposedBy: by, at: shown.at } };
    if (now >= shown.expiresAt) return refused('proposalUnknown', noted);
    const [proposer, confirmer] = await Promise.all([by, account.userName].map(this.#parts.accounts.byUserName));
    if (confirmer === undefined) return refused('sessionEnded', noted);
    if (proposer === undefined || proposer.createdAt !== byCreatedAt || !mayUse(proposer.role, what)) {
      await this.#forget(proposal);
      return refused('proposerNotAllowed', noted);
    }
    if (by === confirmer.userName || (await this.#areRelated(proposer, confirmer, now)))
      return refused('secondPersonRequired', noted);
    // Both were written here for this command, so they match.
    const deed = this.#parts.deeds[what] as unknown as Deed<Proposable>;
    const asked = { ...request, id: commandId.parse(proposal) } as DeskRequestOf<Proposable>;
    const still = await deed.toConfirm(asked, proposal);
    if (digest !== shown.digest || still?.basis !== basis) return refused('proposalChanged', noted);
    const claimant = `${account.owner}/${command}`;
    const taken = await this.#claim(proposal, claimant, now);
    if (taken !== null) return refused(taken, noted);
    // A demo account's proposal ends with the demo, whoever confirms it.
    const both = { ...account, ofDemo: account.ofDemo || proposer.ofDemo };
    const { result, after } = await deed.does(asked, now, both);
    const answer = result.ok ? { outcome: 'confirmed', what, done: result.answer } : null;
    await this.#finish(proposal, claimant, answer);
    if (!result.ok) return { result, ...noted };
    return acted(answer as DeskAnswerOf<'confirmProposal'>, { ...noted, after });
  }

  /** Withdraws a proposal; only its proposer or a manager may. */
  async withdraw(
    { id: command, proposal }: DeskRequestOf<'withdrawProposal'>,
    { account, now }: Asks,
  ): Promise<Acted<DeskAnswerOf<'withdrawProposal'>>> {
    const before = await this.#read(proposal);
    if (before === undefined) return refused('proposalUnknown');
    const { what, by, subject, reason, at } = before.shown;
    const noted = { subject: `${what} ${subject}`, reason, before: { proposedBy: by, at } };
    if (by !== account.userName && account.role !== 'manager') return refused('notAllowed', noted);
    // Another server may be carrying it out at this very moment.
    const taken = await this.#claim(proposal, `${account.owner}/${command}`, now);
    if (taken !== null) return refused(taken, noted);
    await this.#forget(proposal);
    return acted({ outcome: 'withdrawn', proposal }, noted);
  }

  /** The number of open proposals, and a count of all that came and went. */
  async figures(): Promise<{ open: number; changes: number }> {
    const [open, changes] = await Promise.all([
      this.#parts.redis.hLen(deskKeys.proposals),
      this.#parts.redis.get(deskKeys.proposalChanges),
    ]);
    return { open, changes: Number(changes ?? 0) };
  }

  /** Clears expired proposals away, once for all nodes, and records each in the trail. */
  async tick(now: number): Promise<void> {
    for (const [id, text] of Object.entries(await this.#parts.redis.hGetAll(deskKeys.proposals))) {
      if (now < Number(text.split(' ')[0]) + CLEARED_AFTER_MS) continue;
      const { what, by, subject, reason } = this.#open(id, text).shown;
      if (!(await this.#forget(id))) continue;
      const entry = { who: by, role: '', what: 'proposalExpired', outcome: 'done', subject: `${what} ${subject}` };
      await this.#parts.audit.append({ ...entry, reason });
    }
  }

  /** Claims a proposal for one command; otherwise returns the refusal's code. */
  async #claim(
    proposal: ProposalId,
    claimant: string,
    now: number,
  ): Promise<'outcomeUnknown' | 'proposalUnknown' | null> {
    const args = [proposal, claimant, String(now), String(ANSWER_TIMEOUT_MS)];
    const claimed = claim.parse(await claimProposal.run(this.#parts.redis, [deskKeys.proposals], args));
    return claimed === 'yours' ? null : claimed === 'underWay' ? 'outcomeUnknown' : 'proposalUnknown';
  }

  /** Whether one of the two accounts is new and was created by the other: they may be one person with two accounts. */
  async #areRelated(one: DeskAccount, other: DeskAccount, now: number): Promise<boolean> {
    const related = await Promise.all([this.#comesFrom(one, other, now), this.#comesFrom(other, one, now)]);
    return related.includes(true);
  }

  /** Follows a chain of new accounts; if one of them is gone, the answer is unknown, and counts as yes. */
  async #comesFrom(account: DeskAccount, maker: DeskAccount, now: number): Promise<boolean> {
    let each: DeskAccount | undefined = account;
    while (each !== undefined) {
      const { madeBy, createdAt }: DeskAccount = each;
      if (madeBy === undefined || now - createdAt >= this.#parts.terms.newAccountSeconds * 1_000) return false;
      if (madeBy === maker.userName) return true;
      each = await this.#parts.accounts.byUserName(madeBy);
    }
    return true;
  }

  /** The answer for a vanished proposal: this command carried it out before, or it ended in another way. */
  async #answeredBefore(proposal: ProposalId, claimant: string): Promise<Acted<DeskAnswerOf<'confirmProposal'>>> {
    const text = await this.#parts.redis.get(deskKeys.carriedOut(proposal));
    const before = text === null ? undefined : finished.parse(this.#parts.personal.open(placeOf(proposal), text));
    if (before?.claimant !== claimant || before.answer === null) return refused('proposalUnknown');
    return acted(before.answer as DeskAnswerOf<'confirmProposal'>);
  }

  async #finish(proposal: ProposalId, claimant: string, answer: unknown): Promise<void> {
    const sealed = this.#parts.personal.seal(placeOf(proposal), { claimant, answer });
    await this.#parts.redis
      .multi()
      .hDel(deskKeys.proposals, proposal)
      .incr(deskKeys.proposalChanges)
      .set(deskKeys.carriedOut(proposal), sealed, { expiration: { type: 'EX', value: ANSWER_TTL_SECONDS } })
      .exec();
  }

  async #forget(proposal: string): Promise<boolean> {
    const gone = (await this.#parts.redis.hDel(deskKeys.proposals, proposal)) > 0;
    if (gone) await this.#countChange();
    return gone;
  }

  async #read(proposal: ProposalId): Promise<Kept | undefined> {
    const text = await this.#parts.redis.hGet(deskKeys.proposals, proposal);
    return text === null ? undefined : this.#open(proposal, text);
  }

  #open(proposal: string, text: string): Kept {
    return kept.parse(this.#parts.personal.open(placeOf(proposal), text.split(' ')[3] ?? ''));
  }

  async #countChange(): Promise<void> {
    await this.#parts.redis.incr(deskKeys.proposalChanges);
  }
}

const placeOf = (proposal: string): string => `${deskKeys.proposals}/${proposal}`;
