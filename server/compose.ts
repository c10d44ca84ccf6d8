import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Applications } from './application-form/applications.ts';
import { withDemoVehicles } from './application-form/demo-register.ts';
import { noticeOf } from './application-form/notice.ts';
import { ImportedRegister } from './application-form/register.ts';
import { ApplicationStore } from './application-form/store.ts';
import { collectionTerms } from './authority/calendar.ts';
import { delayOf, returnsOf } from './authority/returns.ts';
import { tangshanFirstBlock } from './authority/tangshan.ts';
import { type CaptchaStock, drawCaptchaStock } from './checks/captcha-stock.ts';
import { Captchas } from './checks/captchas.ts';
import { deriveKeys } from './checks/derived-keys.ts';
import { maskPhone } from './checks/mask.ts';
import { ProofsOfWork } from './checks/proofs-of-work.ts';
import { DeadLetters } from './checks/sms/dead-letters.ts';
import { SmsDelivery } from './checks/sms/delivery.ts';
import { LimitedCodes } from './checks/sms/limited-codes.ts';
import { Outbox } from './checks/sms/outbox.ts';
import { ReservationCodes } from './checks/sms/reservation-codes.ts';
import { Webhook } from './checks/sms/webhook.ts';
import { openVoucherSigner } from './checks/voucher.ts';
import { createPoolNode } from './compose/pool-node.ts';
import { composeDesk } from './compose-desk.ts';
import type { Config } from './config.ts';
import { DeskCalendar } from './desk/calendar.ts';
import { LiveCounters } from './desk/counters.ts';
import { allowOriginOf } from './engine/allow-origin.ts';
import { type Engine, openEngine } from './engine/engine.ts';
import type { Fetch } from './engine/exchange.ts';
import { openHealthPort } from './engine/health-port.ts';
import { Peers } from './engine/peers.ts';
import { Alarms } from './expiry/alarms.ts';
import { Lapser } from './expiry/lapser.ts';
import { MissedCollections } from './expiry/missed-collections.ts';
import { Openings } from './expiry/openings.ts';
import { Sweep } from './expiry/sweep.ts';
import { Connections } from './gateway/connections.ts';
import { Dispatcher } from './gateway/dispatcher.ts';
import { selectHandlers } from './gateway/select/handlers.ts';
import { selectRoutes } from './gateway/select/routes.ts';
import { ACCOUNT_ALLOWANCES, addressAllowances } from './gateway/select-connection.ts';
import { SelectServer } from './gateway/select-server.ts';
import { accountRoutes } from './http/account-routes.ts';
import { httpApp } from './http/app.ts';
import { applicantRoutes } from './http/applicant-routes.ts';
import { applicationRoutes } from './http/application-routes.ts';
import { healthRoutes } from './http/health-routes.ts';
import { sessionRoutes } from './http/session-routes.ts';
import { loadStaticFiles, type StaticFiles } from './http/static-files.ts';
import { AccountStore } from './identity/account-store.ts';
import { allAccounts } from './identity/all-accounts.ts';
import { DEMO_PASS_PHRASE, demoAccountsOf } from './identity/demo-accounts.ts';
import { demoNewcomers, newcomersShown } from './identity/demo-newcomers.ts';
import { Devices } from './identity/devices.ts';
import { Guesses } from './identity/guesses.ts';
import { Limits } from './identity/limits.ts';
import { PassPhraseChanges } from './identity/pass-phrase-changes.ts';
import { PersonalData } from './identity/personal-data.ts';
import { Registration } from './identity/registration.ts';
import { Sessions } from './identity/sessions.ts';
import { SignIn } from './identity/sign-in.ts';
import { Lifecycle } from './lifecycle.ts';
import { ConcurrencyLimit } from './limits/concurrency-limit.ts';
import { ConnectionQuota } from './limits/connection-quota.ts';
import { FairQueue } from './limits/fair-queue.ts';
import { HttpAllowances } from './limits/http-allowances.ts';
import { inTime } from './limits/in-time.ts';
import { KeyBudget } from './limits/key-budget.ts';
import { HeadCount } from './pool/figures/head-count.ts';
import { PoolFigures } from './pool/figures/pool-figures.ts';
import { PoolGuard } from './pool/guard/guard.ts';
import { PoolLife } from './pool/guard/pool-life.ts';
import { poolObstacles } from './pool/guard/start-check.ts';
import { WitnessFile } from './pool/guard/witness-file.ts';
import { openBlocks } from './pool/opening.ts';
import { ScriptVersions } from './pool/redis/script-versions.ts';
import { RedisPoolStore } from './pool/redis/store.ts';
import { noteWritten } from './pool/redis/written.ts';
import { StoreClock } from './pool/store-clock.ts';
import { projectRoot } from './project-root.ts';
import type { SelectNamespace } from './push/select-namespace.ts';
import { checkRedis } from './redis/check.ts';
import type { RedisRole } from './redis/client.ts';
import { RedisHome } from './redis/home.ts';
import { CannotOpen, clockJumped } from './redis/start-obstacles.ts';
import type { RedisTarget } from './redis/target.ts';
import type { Log } from './telemetry/log.ts';
import { createMetrics } from './telemetry/metrics.ts';
import { watchOpenFiles } from './telemetry/open-files.ts';
import { Sampled } from './telemetry/sampled.ts';
import { watchLines } from './telemetry/watch-connections.ts';
import { watchLog } from './telemetry/watch-log.ts';
import { watchPool } from './telemetry/watch-pool.ts';
import { watchQueues, watchRedis } from './telemetry/watch-redis.ts';
import type { WorkerProcess } from './workers/worker-process.ts';

/** In ms. */
const GRACE_MS = 300;
/** How many commands of one node are under way to Redis, some 30 ms of its time, and how many may wait for their turn. */
const UNDER_WAY = 512;
const WAITING = 50_000;
/**
 * Pass-phrases are hashed off the main thread, some 25 ms each, on as many threads as libuv has or the machine has cores. A
 * request is given up after 4 s, so what waited for 2 s is turned away instead; one person never has more than four.
 */
const HASHING = { width: Math.min(4, availableParallelism()), most: 1_000, each: 4, longestMs: 2_000 };
/**
 * A demo applicant's pass-phrase costs some round trips to Redis and no hashing. What goes on counts as wrong until it is
 * judged, so of one address it must be far fewer than the wrong ones that are free, on all nodes together.
 */
const DEMO_SIGN_INS = { width: 8, most: 10_000, each: 4, longestMs: 2_000 };
/** Without an answer for this long, in ms, Redis counts as down: a balancer that asks waits a few seconds at most. */
const REDIS_TIMEOUT_MS = 2_000;
/** How often each node asks whether the sessions of its connections still are, in ms; at 10,000 connections some 1 MB. */
const ORPHAN_TICK_MS = 5_000;

/** A server that runs. */
export type Server = {
  readonly engine: Pick<Engine, 'name' | 'why'>;
  /** Takes people in; resolves to the port. Rejects with one clear line where it cannot. */
  readonly listen: () => Promise<number>;
  /** Tells everyone, finishes what was begun, and lets go of Redis; a few seconds at most. */
  readonly close: () => Promise<void>;
};

/** What takes a while and needs no Redis: it can be done while that reads its data. */
export type Prepared = { readonly pictures: CaptchaStock; readonly pages: StaticFiles };

export const prepare = async (): Promise<Prepared> => {
  const [pictures, pages] = await Promise.all([drawCaptchaStock(), loadStaticFiles(join(projectRoot, 'dist/client'))]);
  return { pictures, pages };
};

/**
 * Builds one node, top to bottom in the order in which a pick travels, and starts following the pool. Nothing else
 * imports all rooms, and nothing comes alive by being imported.
 */
export const compose = async (options: {
  config: Config;
  version: string;
  secret: Buffer;
  redis: { readonly target: RedisTarget; readonly embedded: boolean };
  /** This process's place among the workers of one server; absent where it serves alone. */
  seat?: WorkerProcess;
  /** Absent: it is done on the way. */
  prepared?: Prepared;
  log: Log;
}): Promise<Server> => {
  const { config, version, secret, redis, seat, log } = options;
  const { authority } = config;
  const metrics = createMetrics();
  seat?.answering({ figures: () => metrics.registry.getMetricsAsJSON() });
  const life = new Lifecycle(log);
  const keys = deriveKeys(secret);
  const cookieMark = keys.cookie.toString('hex').slice(0, 8);

  const { pictures, pages } = options.prepared ?? (await prepare());

  // Redis, and the pool in it.
  const reconnected = (role: RedisRole): void => metrics.redisReconnects.add(role);
  const home = new RedisHome({ target: redis.target, log, reconnected });
  const [shared, reads, queue] = await Promise.all([home.open('commands'), home.open('blocking'), home.open('queue')]);
  const lanes = await Promise.all(Array.from({ length: RedisPoolStore.LANES }, () => home.open('commands')));
  const { obstacles, warnings } = await checkRedis(shared, config.redisDurability);
  for (const warning of warnings) log.warn(warning);
  if (obstacles.length > 0) throw new CannotOpen(obstacles);
  const store = new RedisPoolStore(authority.pool, shared, reads, lanes);
  const clock = new StoreClock({
    jumped: (by) => {
      metrics.clockJumps.add(by > 0 ? 'forward' : 'back');
      log.error({ by }, `closed, nothing is done: ${clockJumped(by).sentence}`);
    },
    steady: () => log.warn('the clock of Redis stands right again, or was accepted; going on'),
  });
  const now = (): number => clock.now();
  const openFirst = () => openBlocks(store, [tangshanFirstBlock]);
  const guard = new PoolGuard({
    life: new PoolLife(authority.pool, shared),
    file: new WitnessFile(config.dataDir, authority.pool),
    closed: ({ code, sentence }) => log.error({ why: code }, `closed, nothing is done: ${sentence}`),
    accepted: async (epoch) => {
      log.warn({ epoch }, 'another life of the pool was begun by an operator; going on with it');
      store.follow(epoch);
      clock.learnAnew();
      await openFirst();
    },
  });
  const closedBy = () => guard.trouble ?? (clock.jump === 0 ? undefined : clockJumped(clock.jump));
  const isClosed = (): boolean => closedBy() !== undefined;
  const isWhole = async (): Promise<boolean> => clock.jump === 0 && (await guard.goesOn());
  const trouble = await guard.first();
  if (trouble !== undefined) throw new CannotOpen([trouble]);
  await openFirst();
  const inTheWay = await poolObstacles(authority.pool, shared);
  if (inTheWay.length > 0) throw new CannotOpen(inTheWay);
  const versions = new ScriptVersions(authority.pool, shared, now, (others) =>
    log.warn({ own: versions.own, others }, 'nodes of this pool run different versions of the scripts'),
  );

  // Deadlines.
  const returns = returnsOf(authority);
  const lapser = new Lapser(store, clock, returns, (lateness) => metrics.lapseLateness.took(lateness / 1_000));
  const openings = new Openings(store, clock, log);
  const alarms = new Alarms(authority.pool, queue, lapser, clock, log);
  const missed = new MissedCollections(authority.pool, queue, lapser, clock, log);
  const sweep = new Sweep([lapser, openings], log);
  await Promise.all([lapser.run(), openings.run()]);

  // Who, and what is checked of them.
  const personal = new PersonalData(secret);
  const accountStore = new AccountStore(shared, personal, { demo: config.demoAccounts > 0 });
  await accountStore.endFirstPassPhrases(now, authority.firstPassPhraseSeconds * 1_000);
  const newcomers = demoNewcomers((owner) => accountStore.vehiclesOf(owner));
  const demoAccounts = demoAccountsOf(config.demoAccounts);
  const demos = config.demoAccounts > 0 ? [demoAccounts, newcomers] : [];
  const accounts = allAccounts(accountStore, demos);
  const sessions = new Sessions({ redis: shared, accounts, isWhole, now });
  const limits = new Limits({ redis: shared, personal, now });
  const work = new ProofsOfWork({ redis: shared, key: keys.work, now });
  const devices = new Devices(keys.device, 'applicants');
  const hashing = new FairQueue({ ...HASHING, now: () => performance.now() });
  const perAddress = config.connectionsPerAddress;
  const cheapest = authority.captchaWork;
  const guesses = new Guesses({ limits, work, realm: 'applicants', perAddress, cheapest });
  const unhashed = {
    isOne: async (userName: string) => (await demoAccounts.byUserName(userName)) !== undefined,
    queue: new FairQueue({ ...DEMO_SIGN_INS, now: () => performance.now() }),
  };
  const signIn = new SignIn({ accounts, sessions, guesses, queue: hashing, unhashed, now });
  const outbox = new Outbox({ redis: shared, log, clock: now });
  const delivery =
    config.smsWebhook === undefined
      ? null
      : new SmsDelivery({
          webhook: new Webhook({ ...config.smsWebhook, now }),
          dead: new DeadLetters(shared, personal),
          queue,
          sealer: personal,
          now,
          log,
        });
  const gateway = delivery ?? outbox;
  const limitedCodes = new LimitedCodes({
    gateway,
    counts: limits,
    limits: authority,
    told: (outcome) => metrics.codes.add(outcome),
    opened: (until) =>
      log.error(
        { until, perMinute: authority.codesPerMinute },
        'too many codes in a minute: none are sent until it is over',
      ),
  });
  const codes = new ReservationCodes(keys.code, limitedCodes, gateway, authority.prefix);
  const captchas = new Captchas(store, pictures, keys.captcha, {
    life: authority.captchaLifeSeconds * 1_000,
    maxNumber: authority.captchaWork,
  });
  const vouchers = await openVoucherSigner(
    keys.voucher(config.voucherKeys[0]),
    ...config.voucherKeys.slice(1).map(keys.voucher),
  );

  // The way to choosing.
  const forms = { personal, gateway: limitedCodes, codeKey: keys.code, codeLimits: authority, limits, now };
  const registration = new Registration({
    ...forms,
    demo: demos.length > 0,
    redis: shared,
    accounts: accountStore,
    work,
    cheapest,
    queue: hashing,
  });
  const register = new ImportedRegister(shared, personal);
  const applicationStore = new ApplicationStore(shared, personal);
  const applications = new Applications({
    ...forms,
    store: applicationStore,
    register: demos.length > 0 ? withDemoVehicles(register) : register,
    bans: { until: (owner) => store.banOf(owner) },
    length: () => poolNode.live.positions(),
  });

  const calendar = new DeskCalendar(shared, authority.timeZone);
  await calendar.refresh();

  // The engine, and HTTP on it.
  const peers = new Peers({
    trustedProxies: config.trustedProxies,
    tls: config.tls !== undefined,
    odd: (hop) => log.warn({ hop }, 'a trusted proxy’s X-Forwarded-For is not understood; its clients count as one'),
  });
  const allowOrigin = allowOriginOf(config.allowedOrigins);
  const networks = new ConnectionQuota(config.connectionsPerAddress, addressAllowances(config.connectionsPerAddress));
  const allowances = new HttpAllowances(config.connectionsPerAddress);
  let ready = false;
  let closeHealthPort = async (): Promise<void> => undefined;
  const fetch: Fetch = async (request, peer) => app.fetch(request, peer);
  const engine: Engine = await openEngine({
    wanted: config.engine,
    fetch,
    allowOrigin,
    peers,
    hasRoom: (network) => networks.hasRoom(network),
    tls: config.tls,
    sharesPort: seat !== undefined,
    cacheDir: join(config.dataDir, 'cache'),
    log,
    sent: (way, bytes) => metrics.sentBytes.add(way, bytes),
    overflowed: () => metrics.cuts.add('overflowed'),
    pinged: () => metrics.cuts.add('tooManyRequests'),
  });
  metrics.engine.set({ engine: engine.name }, 1);

  // Push.
  const namespace: SelectNamespace = engine.io.of('/select');
  const lines = new Connections({
    engine,
    applicants: namespace,
    desk: engine.io.of('/desk'),
    peers,
    networks,
    metrics,
  });
  const heads = new HeadCount(authority.pool, shared);
  const poolNode = createPoolNode({
    settings: authority,
    store,
    clock,
    namespace,
    returns: { after: () => delayOf(returns), shownForMs: returns.shownFor },
    deadlines: {
      held: (deadline) => void alarms.ensure(deadline),
      reserved: (collectBy) => void missed.ensure(collectBy),
    },
    turns: new ConcurrencyLimit(UNDER_WAY, WAITING),
    choosingElsewhere: () => heads.others.choosing,
    goesOn: () => guard.goesOn(),
    watch: {
      applied: ({ offset, at }) => {
        guard.saw(offset, at);
        metrics.streamDelay.took(Math.max(0, now() - at) / 1_000);
      },
      pushed: (push, watchers) => metrics.pushes.add(push, watchers),
    },
    wait: (ms) => delay(ms, undefined, { ref: false }),
    life,
    log,
  });
  const { live, present, selections, patterns, pool: poolTopic, selectionTopics, holds, applied } = poolNode;
  const here = () => ({
    choosing: present.size,
    applicants: namespace.sockets.size,
    desk: engine.io.of('/desk').sockets.size,
    ...holds(),
  });
  const guardTick = async (): Promise<void> => {
    const position = poolNode.position();
    if (position !== undefined) guard.follows(position);
    await guard.tick();
  };
  await life.start();
  await guardTick();
  const orphans = () =>
    void Promise.all([gate.endOrphans(), desk.endOrphans()]).catch((error: unknown) =>
      log.warn({ err: error }, 'sessions not looked at'),
    );
  const years = () =>
    void calendar.refresh().catch((error: unknown) => log.warn({ err: error }, 'the calendar was not read again'));
  const ticks = [
    setInterval(orphans, ORPHAN_TICK_MS),
    setInterval(() => void heads.tick(here()), HeadCount.tickMs),
    setInterval(() => void guardTick(), PoolGuard.tickMs),
    setInterval(() => void versions.tick(), ScriptVersions.tickMs),
    setInterval(() => desk.tick(), LiveCounters.tickMs),
    setInterval(() => lines.tick(), Connections.tickMs),
    setInterval(() => allowances.tick(performance.now()), 10_000),
    setInterval(years, DeskCalendar.tickMs),
  ];
  const unwatchFiles = watchOpenFiles(log);

  // The gateway.
  const positions = live.positions;
  const keyBudget = new KeyBudget(authority.keysPerSecond);
  const termsOf = (reservedAt: number) => collectionTerms(reservedAt, authority, calendar);
  const handlers = selectHandlers({
    settings: authority,
    keyboardKey: keys.keyboard,
    keys: keyBudget,
    positions,
    pool: poolTopic,
    patterns,
    selections,
    captchas,
    codes,
    termsOf,
  });
  const dispatcher = new Dispatcher({
    routes: selectRoutes({ handlers, isClosed, viewOf: poolNode.viewOf }),
    now,
    metrics,
    log,
  });
  const gate = new SelectServer({
    namespace,
    peers,
    cookieMark,
    findAccount: (token) => sessions.find(token),
    endedOf: (tokens) => sessions.endedOf(tokens),
    present,
    pool: poolTopic,
    patterns,
    keys: keyBudget,
    accounts: new ConnectionQuota(config.connectionsPerAccount, ACCOUNT_ALLOWANCES),
    shareOf: (line) => lines.shareOf(line),
    selections: selectionTopics,
    dispatcher,
    viewOf: poolNode.viewOf,
    now,
    serverVersion: version,
    metrics,
    log,
  });
  const desk = composeDesk({
    config,
    version,
    redis: shared,
    io: engine.io,
    peers,
    cookieMark,
    store,
    live,
    present,
    selections,
    alarms,
    missed,
    accounts,
    stored: accountStore,
    sessions,
    signing: { work, queue: hashing, deviceKey: keys.device },
    applications: applicationStore,
    register,
    calendar,
    personal,
    gateway,
    delivery,
    vouchers,
    heads: () => heads.with(here()),
    isClosed,
    isWhole,
    now,
    metrics,
    log,
  });
  const demo = {
    first: 'demo1',
    last: `demo${config.demoAccounts}`,
    count: config.demoAccounts,
    passPhrase: DEMO_PASS_PHRASE,
    newcomers: newcomersShown,
  };

  // What an operator watches.
  const canWrite = () => home.canWrite(() => inTime(noteWritten(authority.pool, shared), REDIS_TIMEOUT_MS));
  const figures = new PoolFigures(authority.pool, shared);
  const pool = new Sampled(() => figures.read(applied()));
  watchPool(metrics.registry, {
    pool,
    applied,
    holds,
    versions: () => versions.count,
    isClosed,
  });
  watchLines(metrics.registry, lines, gate, () => ({ ...lines.counted, ...gate.counted, desks: desk.counted }));
  watchLog(metrics.registry);
  watchRedis(metrics.registry, { ping: () => shared.ping(), canWrite });
  watchQueues(metrics.registry, {
    queues: { alarms: () => alarms.jobs(), ...(delivery ? { messages: () => delivery.jobs() } : {}) },
    deadLetters: async () => (await delivery?.figures())?.dead ?? 0,
  });

  // HTTP.
  const app = httpApp({
    cookieMark,
    health: healthRoutes({
      engine: engine.name,
      version,
      embedded: redis.embedded,
      redisOk: canWrite,
      ready: () => ready,
      closed: closedBy,
      pool: () => poolTopic.picture,
      workers: seat?.crew ?? (() => ({ serving: 1, wanted: 1 })),
      metricsToken: config.metricsToken,
      readMetrics: seat?.readMetrics ?? metrics.read,
    }),
    api: [
      sessionRoutes({
        signIn,
        sessions,
        devices,
        now,
        demo: config.demoAccounts > 0 ? demo : null,
        signedOut: (account, token) => gate.signOut(account, token),
      }),
      accountRoutes({
        registration,
        changes: new PassPhraseChanges({ accounts: accountStore, sessions, limits, queue: hashing, now }),
        sessions,
        devices,
        outbox,
        now,
        signedOut: (account) => gate.signOut(account),
      }),
      applicationRoutes({ sessions, applications, notice: noticeOf(authority), prefix: authority.prefix, now }),
      applicantRoutes({
        sessions,
        outbox,
        vouchers,
        prefix: authority.prefix,
        reservationOf: ({ selection }) => poolNode.views.reservationOf(selection),
        selectionOf: (account, vehicle) => poolNode.views.read(vehicle.selection, maskPhone(account.phone)),
        now,
      }),
      desk.routes,
    ],
    pages,
    allowances,
    allowOrigin,
    isClosed,
    now,
    log,
  });

  return {
    engine,
    listen: async () => {
      await desk.nameDemoRemains();
      const port = await engine.listen(config.host, config.port);
      if (config.healthPort !== undefined)
        closeHealthPort = await openHealthPort({ host: config.host, port: config.healthPort }, { fetch, peers, log });
      await Promise.all([alarms.start(), missed.start(), delivery?.start()]);
      sweep.start();
      void versions.tick();
      ready = true;
      return port;
    },
    close: async () => {
      ready = false;
      dispatcher.close();
      gate.sayGoodbye();
      desk.close();
      // What was begun before the door closed is answered within this.
      await delay(GRACE_MS);
      for (const tick of ticks) clearInterval(tick);
      await life.stop();
      unwatchFiles();
      await closeHealthPort();
      await engine.close();
      await Promise.all([heads.leave(), sweep.stop(), openings.stop(), alarms.stop(), missed.stop(), delivery?.stop()]);
      await guard.keep().catch((error: unknown) => log.warn({ err: error }, 'what was seen of the pool was not kept'));
      home.close();
    },
  };
};
