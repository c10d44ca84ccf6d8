import { randomBytes } from 'node:crypto';
import { Hono } from 'hono';
import { commandId, type OwnerId, type SelectionId } from '../protocol/ids.ts';
import type { ImportedRegister } from './application-form/register.ts';
import type { ApplicationStore } from './application-form/store.ts';
import { returnsOf } from './authority/returns.ts';
import type { ProofsOfWork } from './checks/proofs-of-work.ts';
import type { SmsDelivery } from './checks/sms/delivery.ts';
import type { SmsGateway } from './checks/sms/gateway.ts';
import type { VoucherSigner } from './checks/voucher.ts';
import type { Config } from './config.ts';
import { type DeskAccount, DeskAccounts } from './desk/accounts.ts';
import { AuditTrail } from './desk/audit.ts';
import { DeskBans } from './desk/bans.ts';
import { DeskBlocks } from './desk/blocks.ts';
import type { DeskCalendar } from './desk/calendar.ts';
import { timeAt } from './desk/clock-words.ts';
import { Collecting } from './desk/collecting.ts';
import { LiveCounters } from './desk/counters.ts';
import { DemoDesk } from './desk/demo-desk.ts';
import { demoRemains, disableRemains, remainsInWords } from './desk/demo-remains.ts';
import { DeskSessions } from './desk/desk-sessions.ts';
import { DoneOnce } from './desk/done-once.ts';
import { FailedSignIns } from './desk/failed-sign-ins.ts';
import { DeskLetters } from './desk/letters.ts';
import { People } from './desk/people.ts';
import { Proposals } from './desk/proposals.ts';
import { SecondFactors } from './desk/second-factors.ts';
import { DeskSelections } from './desk/selections.ts';
import { DeskSigning } from './desk/signing.ts';
import { Staff } from './desk/staff.ts';
import type { Engine } from './engine/engine.ts';
import type { Peers } from './engine/peers.ts';
import type { Alarms } from './expiry/alarms.ts';
import type { MissedCollections } from './expiry/missed-collections.ts';
import { deskHandlers } from './gateway/desk/handlers.ts';
import { deskRoutes } from './gateway/desk/routes.ts';
import { DeskServer } from './gateway/desk-server.ts';
import { Dispatcher } from './gateway/dispatcher.ts';
import { deskSessionRoutes } from './http/desk-session-routes.ts';
import type { AccountStore } from './identity/account-store.ts';
import type { Accounts } from './identity/accounts.ts';
import { Devices } from './identity/devices.ts';
import { Guesses } from './identity/guesses.ts';
import { Limits } from './identity/limits.ts';
import type { PersonalData } from './identity/personal-data.ts';
import type { Sessions } from './identity/sessions.ts';
import { SignIn } from './identity/sign-in.ts';
import { SigningInPerson } from './identity/signing-in-person.ts';
import { Tails } from './identity/tails.ts';
import type { FairQueue } from './limits/fair-queue.ts';
import type { Heads } from './pool/figures/head-count.ts';
import { PoolReads } from './pool/redis/reads.ts';
import type { PoolStore } from './pool/store.ts';
import type { LivePool } from './push/live-pool.ts';
import type { RedisClient } from './redis/client.ts';
import type { SelectionCache } from './selection/selection-cache.ts';
import type { Selections } from './selection/selections.ts';
import type { Log } from './telemetry/log.ts';
import type { Metrics } from './telemetry/metrics.ts';
import type { Counted } from './telemetry/watch-connections.ts';

/** The desk of one node. */
export type Desk = {
  /** Its HTTP interface, under `/api/desk`. */
  readonly routes: Hono;
  /** Shows the live counters; to be called every `LiveCounters.TICK` ms. */
  readonly tick: () => void;
  /** Names what is left of a demo, and disables it; to be called before anybody is let in. */
  readonly nameDemoRemains: () => Promise<void>;
  /** Ends the connections of sessions that have ended, writes down the failed sign-ins of the last minute, clears old proposals away. */
  readonly endOrphans: () => Promise<void>;
  /** How many are in, and how many sockets there are. */
  readonly counted: Counted;
  /** Takes no more commands, and tells everyone. */
  readonly close: () => void;
};

/** Builds the desk on what the applicants' side is made of. */
export const composeDesk = (parts: {
  config: Config;
  version: string;
  redis: RedisClient;
  io: Engine['io'];
  peers: Peers;
  cookieMark: string;
  store: PoolStore;
  live: LivePool;
  present: SelectionCache;
  selections: Selections;
  alarms: Alarms;
  missed: MissedCollections;
  accounts: Accounts;
  stored: AccountStore;
  sessions: Sessions;
  /** What signing in at the desk shares with the applicants'. */
  signing: { readonly work: ProofsOfWork; readonly queue: FairQueue; readonly deviceKey: Buffer };
  applications: ApplicationStore;
  register: ImportedRegister;
  calendar: DeskCalendar;
  personal: PersonalData;
  gateway: SmsGateway;
  /** Null where messages go to the outbox. */
  delivery: SmsDelivery | null;
  vouchers: VoucherSigner;
  /** How many people the pool's nodes have together. */
  heads: () => Heads;
  /** Whether nothing may be done: the pool is not the one that this node knows. */
  isClosed: () => boolean;
  /** Whether Redis has what was written to it. */
  isWhole: () => Promise<boolean>;
  now: () => number;
  metrics: Metrics;
  log: Log;
}): Desk => {
  const { config, redis, store, live, stored, calendar, personal, isClosed, isWhole, now, metrics, log } = parts;
  const { authority } = config;
  const demoDesk = new DemoDesk(config);

  // Who works here.
  const first = { lifeMs: authority.deskFirstPassPhraseSeconds * 1_000, now };
  const staffAccounts = new DeskAccounts(redis, { demo: demoDesk.exists, first });
  const lastingAccounts = new DeskAccounts(redis, { demo: false, first });
  const idleMs = authority.deskIdleSeconds * 1_000;
  const sessions = new DeskSessions({ redis, accounts: staffAccounts, isWhole, now, idleMs });
  // Guesses at an applicant's pass-phrase, from an office's own waiting room perhaps, keep no clerk out.
  const limits = new Limits({ redis, personal, now, realm: 'desk' });
  const { work, queue } = parts.signing;
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
  const wayIn = { sessions, guesses, queue, now, judgeCode: factors.judge };
  const signIn = new SignIn<DeskAccount>({ accounts: staffAccounts, ...wayIn });
  const lastingSignIn = new SignIn<DeskAccount>({ accounts: lastingAccounts, ...wayIn });
  const devices = new Devices(parts.signing.deviceKey, 'desk');
  const audit = new AuditTrail(redis, now);
  const failures = new FailedSignIns({
    redis,
    accounts: staffAccounts,
    audit,
    now,
    lost: (error) => log.error({ err: error }, 'a failed sign-in was not noted'),
  });

  // What they do.
  const reads = new PoolReads(authority.pool, redis);
  const pool = {
    homeOf: (plate: Parameters<typeof live.availability.homeOf>[0]) => live.availability.homeOf(plate),
    serialAt: live.serialAt,
  };
  const people = new People({
    accounts: parts.accounts,
    stored,
    applications: parts.applications,
    tails: new Tails(redis, personal),
    banOf: store.banOf,
  });
  const voucherPlate = async (signed: string) => (await parts.vouchers.verify(signed))?.plate;
  const selections = new DeskSelections({ store, reads, people, settings: authority, voucherPlate, ...pool });
  const letters = new DeskLetters(parts.delivery);
  const beginAnew = async (selection: SelectionId, owner: OwnerId): Promise<void> => {
    const id = commandId.parse(randomBytes(16).toString('base64url'));
    await parts.selections.beginAnew({ selection, owner, id, digest: '', notAfter: now() + 5_000 });
  };
  const blocks = new DeskBlocks({
    store,
    figures: () => live.availability.blocks,
    shownForMs: returnsOf(authority).shownFor,
    ...pool,
  });
  const place = {
    desk: `${authority.prefix} 车管所窗口`,
    now,
    timeAt: (at: number) => timeAt(at, authority.timeZone),
    firstLifeMs: authority.firstPassPhraseSeconds * 1_000,
  };
  const signing = new DeskSigning(new SigningInPerson(stored, parts.sessions, parts.gateway, place), personal);
  const proposals = new Proposals({
    redis,
    personal,
    accounts: staffAccounts,
    audit,
    deeds: { ...signing.deeds, ...blocks.deeds },
    terms: authority,
  });
  const handlers = deskHandlers({
    proposals,
    selections,
    collecting: new Collecting({
      desk: selections,
      reads,
      selections: parts.selections,
      vouchers: parts.vouchers,
      timeZone: authority.timeZone,
    }),
    blocks,
    bans: new DeskBans({ store, reads, people, forgive: beginAnew }),
    calendar,
    letters,
    audit,
    staff: new Staff(staffAccounts, factors, async (account) => {
      await sessions.endAll(account.owner);
      server.signOut(account);
    }),
  });

  // How they come in.
  const counters = new LiveCounters({
    store,
    now,
    free: () => live.availability.free,
    heads: parts.heads,
    queue: async () => {
      const [alarms, missed, messages] = await Promise.all([
        parts.alarms.figures(),
        parts.missed.figures(),
        parts.delivery?.figures(),
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
    routes: deskRoutes({ handlers, doneOnce, audit, isClosed }),
    now,
    metrics,
    log,
  });
  const { pool: poolId, prefix, timeZone } = authority;
  const server: DeskServer = new DeskServer({
    namespace: parts.io.of('/desk'),
    peers: parts.peers,
    cookieMark: parts.cookieMark,
    sessions,
    demoDesk,
    factors,
    dispatcher,
    counters,
    importing: { register: parts.register, accounts: stored },
    around: () => ({
      server: parts.version,
      now: now(),
      authority: { pool: poolId, prefix, timeZone },
      gateway: letters.gateway,
      missingYears: calendar.missing(now()),
    }),
    log,
  });
  const signedOut = (account: DeskAccount, token?: string): void => server.signOut(account, token);
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
    signedOut,
  });
  return {
    routes: new Hono().route('/desk', routes),
    nameDemoRemains: async () => {
      if (demoDesk.exists) return;
      const around = { redis, staff: staffAccounts, applicants: stored, pool: reads };
      const remains = await demoRemains(around);
      await disableRemains(remains, around);
      for (const line of remainsInWords(remains)) log.warn(`left of a demo: ${line}; npm run ready tells more`);
    },
    tick: () => server.tick(),
    endOrphans: async () => {
      await Promise.all([server.endOrphans(), failures.tick(), proposals.tick(now())]);
    },
    get counted() {
      return server.counted;
    },
    close: () => {
      dispatcher.close();
      server.sayGoodbye();
    },
  };
};
