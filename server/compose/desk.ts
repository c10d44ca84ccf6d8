import { randomBytes } from 'node:crypto';
import { Hono } from 'hono';
import { commandId, type OwnerId, type SelectionId } from '../../protocol/ids.ts';
import { type DeskAccount, DeskAccounts } from '../desk/accounts.ts';
import { ApplicantSearch } from '../desk/applicant-search.ts';
import { AuditTrail } from '../desk/audit.ts';
import { DeskBans } from '../desk/bans.ts';
import { DeskBlocks } from '../desk/blocks.ts';
import { timeAt } from '../desk/clock-words.ts';
import { Collecting } from '../desk/collecting.ts';
import { LiveCounters } from '../desk/counters.ts';
import { DemoDesk } from '../desk/demo-desk.ts';
import { demoRemains, disableRemains, remainsInWords } from '../desk/demo-remains.ts';
import { DeskSessions } from '../desk/desk-sessions.ts';
import { DoneOnce } from '../desk/done-once.ts';
import { FailedSignIns } from '../desk/failed-sign-ins.ts';
import { DeskLetters } from '../desk/letters.ts';
import { Proposals } from '../desk/proposals.ts';
import { SecondFactors } from '../desk/second-factors.ts';
import { DeskSelections } from '../desk/selections.ts';
import { signingDeeds } from '../desk/signing.ts';
import { Staff } from '../desk/staff.ts';
import { deskHandlers } from '../gateway/desk/handlers.ts';
import { deskRoutes } from '../gateway/desk/routes.ts';
import { DeskServer, deskJoins } from '../gateway/desk-server.ts';
import { Dispatcher } from '../gateway/dispatcher.ts';
import { deskSessionRoutes } from '../http/desk-session-routes.ts';
import { Devices } from '../identity/devices.ts';
import { Guesses } from '../identity/guesses.ts';
import { Limits } from '../identity/limits.ts';
import { SignIn } from '../identity/sign-in.ts';
import { SigningInPerson } from '../identity/signing-in-person.ts';
import { Tails } from '../identity/tails.ts';
import type { Heads } from '../pool/figures/head-count.ts';
import { PoolReads } from '../pool/redis/reads.ts';
import { COMMAND_TTL_MS } from '../selection/committer.ts';
import type { Base } from './base.ts';
import { ORPHAN_TICK_MS } from './sockets.ts';
import type { Stages } from './stages.ts';

export type Desk = ReturnType<typeof openDesk>;

/** Builds the desk, on the parts of the applicants' side. */
export const openDesk = (
  base: Base,
  parts: Pick<Stages, 'home' | 'pool' | 'deadlines' | 'node' | 'people' | 'sockets'> & {
    /** How many people the pool's nodes have together. */
    readonly heads: () => Heads;
  },
) => {
  const { config, version, keys, cookieMark, lifecycle, metrics, log } = base;
  const { authority } = config;
  const { redis, gate } = parts.home;
  const { store, now, closure } = parts.pool;
  const { isClosed, isWhole } = closure;
  const { calendar } = parts.deadlines;
  const { live } = parts.node;
  const { stored, personal } = parts.people;
  const demoDesk = new DemoDesk(config);

  // Accounts and sign-in.
  const first = { lifeMs: authority.deskFirstPassPhraseSeconds * 1_000, now };
  const staffAccounts = new DeskAccounts(redis, { demo: demoDesk.exists, first });
  const lastingAccounts = new DeskAccounts(redis, { demo: false, first });
  const idleMs = authority.deskIdleSeconds * 1_000;
  const sessions = new DeskSessions({ redis, accounts: staffAccounts, isWhole, now, idleMs });
  // Guesses at applicants' pass-phrases, perhaps from the office's own waiting room, must not lock clerks out.
  const limits = new Limits({ redis, personal, now, realm: 'desk' });
  const { work, hashing: queue } = parts.people;
  const guesses = new Guesses({
    limits,
    work,
    realm: 'desk',
    perAddress: config.connectionsPerAddress,
    cheapest: authority.captchaWork,
  });
  const factors = new SecondFactors({
    redis,
    personal,
    now,
    issuer: `Xuanhao ${authority.prefix}`,
    demand: authority.deskSecondFactor,
  });
  const signInParts = { sessions, guesses, queue, now, judgeCode: factors.judge };
  const signIn = new SignIn<DeskAccount>({ accounts: staffAccounts, ...signInParts });
  const lastingSignIn = new SignIn<DeskAccount>({ accounts: lastingAccounts, ...signInParts });
  const devices = new Devices(keys.device, 'desk');
  const audit = new AuditTrail(redis, now);
  const failures = new FailedSignIns({
    redis,
    accounts: staffAccounts,
    audit,
    now,
    lost: (error) => log.error({ err: error }, 'a failed sign-in was not noted'),
  });

  const joins = deskJoins(sessions);

  // Commands.
  const reads = new PoolReads(authority.pool, redis);
  const pool = { addressOf: live.addressOf, serialAt: live.serialAt };
  const search = new ApplicantSearch({
    accounts: parts.people.accounts,
    stored,
    applications: parts.people.applicationStore,
    tails: new Tails(redis, personal),
    banOf: store.banOf,
  });
  const voucherPlate = async (signed: string) => (await parts.people.vouchers.verify(signed))?.plate;
  const selections = new DeskSelections({
    store,
    reads,
    applicants: search,
    settings: authority,
    voucherPlate,
    ...pool,
  });
  const letters = new DeskLetters(parts.people.delivery);
  const beginAnew = async (selection: SelectionId, owner: OwnerId): Promise<void> => {
    const id = commandId.parse(randomBytes(16).toString('base64url'));
    await parts.node.selections.beginAnew({ selection, owner, id, digest: '', notAfter: now() + COMMAND_TTL_MS });
  };
  const blocks = new DeskBlocks({
    store,
    figures: () => live.availability.blocks,
    shownForMs: parts.deadlines.returns.shownFor,
    ...pool,
  });
  const place = {
    desk: `${authority.prefix} 车管所窗口`,
    now,
    timeAt: (at: number) => timeAt(at, authority.timeZone),
    firstLifeMs: authority.firstPassPhraseSeconds * 1_000,
  };
  const signing = new SigningInPerson(stored, parts.people.sessions, parts.people.gateway, place);
  const proposals = new Proposals({
    redis,
    personal,
    accounts: staffAccounts,
    audit,
    deeds: { ...signingDeeds({ signing, personal }), ...blocks.deeds },
    terms: authority,
  });
  const handlers = deskHandlers({
    proposals,
    selections,
    collecting: new Collecting({
      desk: selections,
      reads,
      selections: parts.node.selections,
      vouchers: parts.people.vouchers,
      timeZone: authority.timeZone,
    }),
    blocks,
    bans: new DeskBans({ store, reads, applicants: search, forgive: beginAnew }),
    calendar,
    letters,
    audit,
    staff: new Staff({
      accounts: staffAccounts,
      factors,
      end: async (account) => {
        await sessions.endAll(account.owner);
        joins.signOut(account);
      },
    }),
  });

  // The namespace and the HTTP routes.
  const counters = new LiveCounters({
    store,
    now,
    free: () => live.availability.free,
    heads: parts.heads,
    queue: async () => {
      const [alarms, missed, messages] = await Promise.all([
        parts.deadlines.alarms.figures(),
        parts.deadlines.missed.figures(),
        parts.people.delivery?.figures(),
      ]);
      return {
        alarmsWaiting: alarms.waiting + missed.waiting,
        alarmsLate: alarms.late + missed.late,
        messagesWaiting: messages?.waiting ?? 0,
        messagesDead: messages?.dead ?? 0,
      };
    },
    proposals: () => proposals.figures(),
    ping: () => redis.ping(),
  });
  const doneOnce = new DoneOnce(redis, personal);
  const dispatcher = new Dispatcher({
    routes: deskRoutes({ handlers, doneOnce, audit, isClosed, gate }),
    now,
    metrics,
    log,
  });
  const { pool: poolId, prefix, timeZone } = authority;
  const server = new DeskServer({
    namespace: parts.sockets.desk,
    peers: parts.sockets.peers,
    cookieMark,
    joins,
    sessions,
    demoDesk,
    factors,
    dispatcher,
    counters,
    importing: { register: parts.people.register, accounts: stored },
    around: () => ({
      server: version,
      now: now(),
      authority: { pool: poolId, prefix, timeZone },
      gateway: letters.gateway,
      missingYears: calendar.missing(now()),
    }),
    log,
  });
  const routes = deskSessionRoutes({
    signIn,
    lastingSignIn,
    sessions,
    devices,
    now,
    accounts: staffAccounts,
    audit,
    failures,
    demoDesk,
    factors,
    signedOut: (account, token) => joins.signOut(account, token),
  });
  lifecycle.starts(async function nameDemoRemains() {
    if (demoDesk.exists) return;
    const around = { redis, staff: staffAccounts, applicants: stored, pool: reads };
    const remains = await demoRemains(around);
    await disableRemains(remains, around);
    for (const line of remainsInWords(remains)) log.warn(`left of a demo: ${line}; npm run ready tells more`);
  });
  lifecycle.every(LiveCounters.tickMs, () => server.tick());
  lifecycle.every(ORPHAN_TICK_MS, function lookAtDeskSessions() {
    return Promise.all([server.endOrphans(), failures.tick(), proposals.tick(now())]);
  });
  lifecycle.announces(() => {
    dispatcher.close();
    server.sayGoodbye();
  });
  return {
    /** Its HTTP interface, under `/api/desk`. */
    routes: new Hono().route('/desk', routes),
    /** How many joins were welcomed, beside the number of sockets. */
    counted: () => server.counted,
  };
};
