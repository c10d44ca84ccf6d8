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

/** As many may wait at once. */
const MOST = 200;
/** In ms: whoever began to carry one out and has not come back by then has died. */
const ANSWER_TIMEOUT_MS = 5_000;
/** In ms after its end: by then nobody carries it out any more, and it is cleared away. */
const CLEARED_AFTER = 60_000;
/** In seconds: how long the answer to who carried one out is kept. */
const ANSWER_TTL_SECONDS = 600;

/** What a second person is shown of a proposal. */
type ToShow = Pick<DeskProposal, 'subject' | 'reason' | 'mobiles' | 'plates' | 'positions' | 'opensAt'>;
/** What is to be confirmed, and a text that changes when that on which it rests changes. */
export type ToConfirm = { readonly shown: ToShow; readonly basis: string };

/** A deed that may need a second person. */
export type Deed<N extends Proposable> = {
  readonly does: (request: DeskRequestOf<N>, now: number, by: DeskAccount) => Promise<Acted<DeskAnswerOf<N>>>;
  /**
   * What a second person must confirm; null where one is enough, or where the deed will be refused as it is.
   * `proposal` where it is being carried out: what an earlier attempt under it has done does not count as a change.
   */
  readonly toConfirm: (request: DeskRequestOf<N>, proposal?: ProposalId) => Promise<ToConfirm | null>;
};
export type Deeds = { readonly [N in Proposable]: Deed<N> };

const kept = z.object({
  shown: deskProposal,
  request: z.record(z.string(), z.unknown()),
  basis: z.string(),
  /** When the account of the proposer was made: another account may have its name by now. */
  byCreatedAt: z.int(),
});
type Kept = z.infer<typeof kept>;
const claim = z.enum(['yours', 'underWay', 'gone']);
const finished = z.object({ claimant: z.string(), answer: z.unknown() });

type Asks = { readonly account: DeskAccount; readonly now: number };

/**
 * What one person at the desk proposes and another one confirms. Until then nothing is changed. A proposal is written
 * once and never changed; it is sealed, since it may name a person. Two who confirm it carry it out once, also where a
 * server dies halfway: the deed is done under the proposal's own id, and each deed done twice comes to the same.
 */
export class Proposals {
  readonly #redis: RedisClient;
  readonly #personal: PersonalData;
  readonly #accounts: Pick<DeskAccounts, 'byUserName'>;
  readonly #audit: Pick<AuditTrail, 'append'>;
  readonly #deeds: Deeds;
  readonly #terms: {
    readonly secondPerson: 'required' | 'off';
    readonly proposalSeconds: number;
    readonly newAccountSeconds: number;
  };

  constructor(parts: {
    redis: RedisClient;
    personal: PersonalData;
    accounts: Pick<DeskAccounts, 'byUserName'>;
    audit: Pick<AuditTrail, 'append'>;
    deeds: Deeds;
    terms: {
      readonly secondPerson: 'required' | 'off';
      readonly proposalSeconds: number;
      readonly newAccountSeconds: number;
    };
  }) {
    this.#redis = parts.redis;
    this.#personal = parts.personal;
    this.#accounts = parts.accounts;
    this.#audit = parts.audit;
    this.#deeds = parts.deeds;
    this.#terms = parts.terms;
  }

  /** Does it at once where one person is enough; else proposes it. */
  async doOrPropose<N extends Proposable>(
    what: N,
    request: DeskRequestOf<N>,
    { account, now }: Asks,
  ): Promise<Acted<DeskAnswerOf<N>>> {
    const deed: Deed<N> = this.#deeds[what];
    const toConfirm = this.#terms.secondPerson === 'off' ? null : await deed.toConfirm(request);
    if (toConfirm === null) return deed.does(request, now, account);
    const { subject, reason } = toConfirm.shown;
    if ((await this.#redis.hLen(deskKeys.proposals)) >= MOST) return refused('tooManyRequests', { subject, reason });
    const { id: command, ...body } = request;
    // By the command: where that comes again, it is the same proposal.
    const proposal = this.#personal.hash('proposal', `${account.owner}/${command}`) as ProposalId;
    const expiresAt = now + this.#terms.proposalSeconds * 1_000;
    const { userName: by, createdAt: byCreatedAt } = account;
    const all = { proposal, what, by, at: now, expiresAt, ...toConfirm.shown };
    const digest = this.#personal.hash('proposal-digest', JSON.stringify([all, body, toConfirm.basis]));
    const written: Kept = { shown: { ...all, digest }, request: body, basis: toConfirm.basis, byCreatedAt };
    const sealed = this.#personal.seal(placeOf(proposal), written);
    if (await this.#redis.hSetNX(deskKeys.proposals, proposal, `${expiresAt} - 0 ${sealed}`)) await this.#moved();
    // Each deed's answer has this form too; the compiler cannot follow that through the name.
    const answer = { outcome: 'proposed', proposal, expiresAt } as DeskAnswerOf<N>;
    return acted(answer, { subject, reason, outcome: 'proposed', after: { expiresAt } });
  }

  /** What waits, oldest first. */
  async list({ now }: Asks): Promise<Acted<DeskAnswerOf<'listProposals'>>> {
    const all = Object.entries(await this.#redis.hGetAll(deskKeys.proposals));
    const open = all.map(([id, text]) => this.#open(id, text).shown).filter(({ expiresAt }) => now < expiresAt);
    return acted({ proposals: open.toSorted((a, b) => a.at - b.at) });
  }

  /** Carries out what another person proposed. */
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
    const [proposer, confirmer] = await Promise.all([by, account.userName].map(this.#accounts.byUserName));
    if (confirmer === undefined) return refused('sessionEnded', noted);
    if (proposer === undefined || proposer.createdAt !== byCreatedAt || !mayUse(proposer.role, what)) {
      await this.#forget(proposal);
      return refused('proposerNotAllowed', noted);
    }
    if (by === confirmer.userName || (await this.#areRelated(proposer, confirmer, now)))
      return refused('secondPersonRequired', noted);
    // Both were written by this room for this command, so each has the other's form.
    const deed = this.#deeds[what] as unknown as Deed<Proposable>;
    const asked = { ...request, id: commandId.parse(proposal) } as DeskRequestOf<Proposable>;
    const still = await deed.toConfirm(asked, proposal);
    if (digest !== shown.digest || still?.basis !== basis) return refused('proposalChanged', noted);
    const claimant = `${account.owner}/${command}`;
    const taken = await this.#claim(proposal, claimant, now);
    if (taken !== null) return refused(taken, noted);
    // What one of a demo proposed ends with the demo, whoever confirms it.
    const both = { ...account, ofDemo: account.ofDemo || proposer.ofDemo };
    const { said, after } = await deed.does(asked, now, both);
    const answer = said.ok ? { outcome: 'confirmed', what, done: said.answer } : null;
    await this.#finish(proposal, claimant, answer);
    if (!said.ok) return { said, ...noted };
    return acted(answer as DeskAnswerOf<'confirmProposal'>, { ...noted, after });
  }

  /** Takes one back; only who proposed it may, or a manager. */
  async withdraw(
    { id: command, proposal }: DeskRequestOf<'withdrawProposal'>,
    { account, now }: Asks,
  ): Promise<Acted<DeskAnswerOf<'withdrawProposal'>>> {
    const before = await this.#read(proposal);
    if (before === undefined) return refused('proposalUnknown');
    const { what, by, subject, reason, at } = before.shown;
    const noted = { subject: `${what} ${subject}`, reason, before: { proposedBy: by, at } };
    if (by !== account.userName && account.role !== 'manager') return refused('notAllowed', noted);
    // It may be being carried out at this very moment.
    const taken = await this.#claim(proposal, `${account.owner}/${command}`, now);
    if (taken !== null) return refused(taken, noted);
    await this.#forget(proposal);
    return acted({ outcome: 'withdrawn', proposal }, noted);
  }

  /** How many wait, and a count of all that came and went. */
  async figures(): Promise<{ open: number; changes: number }> {
    const [open, changes] = await Promise.all([
      this.#redis.hLen(deskKeys.proposals),
      this.#redis.get(deskKeys.proposalChanges),
    ]);
    return { open, changes: Number(changes ?? 0) };
  }

  /** Clears away those whose time is over, once for all nodes, and writes so into the trail. */
  async tick(now: number): Promise<void> {
    for (const [id, text] of Object.entries(await this.#redis.hGetAll(deskKeys.proposals))) {
      if (now < Number(text.split(' ')[0]) + CLEARED_AFTER) continue;
      const { what, by, subject, reason } = this.#open(id, text).shown;
      if (!(await this.#forget(id))) continue;
      const entry = { who: by, role: '', what: 'proposalExpired', outcome: 'done', subject: `${what} ${subject}` };
      await this.#audit.append({ ...entry, reason });
    }
  }

  /** Takes a proposal for one command; else why it cannot be had. */
  async #claim(
    proposal: ProposalId,
    claimant: string,
    now: number,
  ): Promise<'outcomeUnknown' | 'proposalUnknown' | null> {
    const args = [proposal, claimant, String(now), String(ANSWER_TIMEOUT_MS)];
    const said = claim.parse(await claimProposal.run(this.#redis, [deskKeys.proposals], args));
    return said === 'yours' ? null : said === 'underWay' ? 'outcomeUnknown' : 'proposalUnknown';
  }

  /** Whether one of the two, while it is new, was made by the other: they may be one person with two accounts. */
  async #areRelated(one: DeskAccount, other: DeskAccount, now: number): Promise<boolean> {
    const related = await Promise.all([this.#comesFrom(one, other, now), this.#comesFrom(other, one, now)]);
    return related.includes(true);
  }

  /** Also over others that are new; where one of them is gone, it is not known, and so it does. */
  async #comesFrom(account: DeskAccount, maker: DeskAccount, now: number): Promise<boolean> {
    let each: DeskAccount | undefined = account;
    while (each !== undefined) {
      const { madeBy, createdAt }: DeskAccount = each;
      if (madeBy === undefined || now - createdAt >= this.#terms.newAccountSeconds * 1_000) return false;
      if (madeBy === maker.userName) return true;
      each = await this.#accounts.byUserName(madeBy);
    }
    return true;
  }

  /** It is gone: by this very command, sent again, or in another way. */
  async #answeredBefore(proposal: ProposalId, claimant: string): Promise<Acted<DeskAnswerOf<'confirmProposal'>>> {
    const text = await this.#redis.get(deskKeys.carriedOut(proposal));
    const before = text === null ? undefined : finished.parse(this.#personal.open(placeOf(proposal), text));
    if (before?.claimant !== claimant || before.answer === null) return refused('proposalUnknown');
    return acted(before.answer as DeskAnswerOf<'confirmProposal'>);
  }

  async #finish(proposal: ProposalId, claimant: string, answer: unknown): Promise<void> {
    const sealed = this.#personal.seal(placeOf(proposal), { claimant, answer });
    await this.#redis
      .multi()
      .hDel(deskKeys.proposals, proposal)
      .incr(deskKeys.proposalChanges)
      .set(deskKeys.carriedOut(proposal), sealed, { expiration: { type: 'EX', value: ANSWER_TTL_SECONDS } })
      .exec();
  }

  async #forget(proposal: string): Promise<boolean> {
    const gone = (await this.#redis.hDel(deskKeys.proposals, proposal)) > 0;
    if (gone) await this.#moved();
    return gone;
  }

  async #read(proposal: ProposalId): Promise<Kept | undefined> {
    const text = await this.#redis.hGet(deskKeys.proposals, proposal);
    return text === null ? undefined : this.#open(proposal, text);
  }

  #open(proposal: string, text: string): Kept {
    return kept.parse(this.#personal.open(placeOf(proposal), text.split(' ')[3] ?? ''));
  }

  async #moved(): Promise<void> {
    await this.#redis.incr(deskKeys.proposalChanges);
  }
}

const placeOf = (proposal: string): string => `${deskKeys.proposals}/${proposal}`;
