import { join } from 'node:path';
import type { Hono } from 'hono';
import { allowOriginOf } from '../engine/allow-origin.ts';
import { openEngine } from '../engine/engine.ts';
import type { Fetch } from '../engine/exchange.ts';
import { httpBoundsOf } from '../engine/http-bounds.ts';
import { Peers } from '../engine/peers.ts';
import { Ports } from '../engine/ports.ts';
import { Connections } from '../gateway/connections.ts';
import { Dispatcher } from '../gateway/dispatcher.ts';
import { selectHandlers } from '../gateway/select/handlers.ts';
import { selectRoutes } from '../gateway/select/routes.ts';
import { ACCOUNT_ALLOWANCES, addressAllowances } from '../gateway/select-connection.ts';
import { SelectServer } from '../gateway/select-server.ts';
import { ConnectionQuota } from '../limits/connection-quota.ts';
import { KeyBudget } from '../limits/key-budget.ts';
import { HeadCount } from '../pool/figures/head-count.ts';
import type { SelectNamespace } from '../push/select-namespace.ts';
import { openFilesLimit } from '../telemetry/open-files.ts';
import type { Base } from './base.ts';
import type { Stages } from './stages.ts';

/** How often each node checks whether the sessions of its connections have ended, in ms; with 10,000 some 1 MB. */
export const ORPHAN_TICK_MS = 5_000;

export type Sockets = Awaited<ReturnType<typeof openSockets>>;

/** Builds the engine and the limits of its connections. It does not listen yet; the app answers HTTP requests. */
export const openSockets = async (
  { config, lifecycle, metrics, log }: Base,
  { app, sharesPort }: { readonly app: Hono; readonly sharesPort: boolean },
) => {
  const peers = new Peers({
    trustedProxies: config.trustedProxies,
    tls: config.tls !== undefined,
    odd: (hop) => log.warn({ hop }, 'a trusted proxy’s X-Forwarded-For is not understood; its clients count as one'),
  });
  const allowOrigin = allowOriginOf(config.allowedOrigins);
  const networks = new ConnectionQuota(config.connectionsPerAddress, addressAllowances(config.connectionsPerAddress));
  const fetch: Fetch = async (request, peer) => app.fetch(request, peer);
  const engine = await openEngine({
    wanted: config.engine,
    fetch,
    allowOrigin,
    peers,
    hasRoom: (network) => networks.hasRoom(network),
    tls: config.tls,
    sharesPort,
    cacheDir: join(config.dataDir, 'cache'),
    log,
    sent: (way, bytes) => metrics.sentBytes.add(way, bytes),
    overflowed: () => metrics.cuts.add('overflowed'),
    pinged: () => metrics.cuts.add('tooManyRequests'),
    httpBounds: httpBoundsOf(await openFilesLimit()),
    httpEnded: (why) => metrics.httpEnds.add(why),
  });
  metrics.engine.set({ engine: engine.name }, 1);
  const select: SelectNamespace = engine.io.of('/select');
  const desk = engine.io.of('/desk');
  const connections = new Connections({ engine, applicants: select, desk, peers, networks, metrics });
  lifecycle.every(Connections.tickMs, () => connections.tick());
  const ports = new Ports({ engine, wanted: config, options: { fetch, peers, log } });
  return { engine, ports, peers, allowOrigin, select, desk, connections };
};

export type Applicants = ReturnType<typeof admitApplicants>;

/** Builds the namespace `/select`: its handlers, and the server that admits connections. */
export const admitApplicants = (
  base: Base,
  parts: Pick<Stages, 'sockets' | 'pool' | 'node' | 'deadlines' | 'people'>,
) => {
  const { config, version, keys, cookieMark, lifecycle, metrics, log } = base;
  const { sockets, node, people } = parts;
  const { select: namespace, peers, connections } = sockets;
  const { now, closure } = parts.pool;
  const { present, patterns, viewOf } = node;
  const settings = config.authority;
  const keyBudget = new KeyBudget(settings.keysPerSecond);
  const { captchas, codes, sessions } = people;
  const handlers = selectHandlers({
    settings,
    keyboardKey: keys.keyboard,
    keys: keyBudget,
    positions: node.live.positions,
    pool: node.pool,
    patterns,
    selections: node.selections,
    captchas,
    codes,
    termsOf: parts.deadlines.termsOf,
  });
  const routes = selectRoutes({ handlers, isClosed: closure.isClosed, viewOf });
  const dispatcher = new Dispatcher({ routes, now, metrics, log });
  const server = new SelectServer({
    namespace,
    peers,
    cookieMark,
    findAccount: (token) => sessions.find(token),
    endedOf: (tokens) => sessions.endedOf(tokens),
    present,
    pool: node.pool,
    patterns,
    keys: keyBudget,
    accounts: new ConnectionQuota(config.connectionsPerAccount, ACCOUNT_ALLOWANCES),
    shareOf: (connection) => connections.shareOf(connection),
    selectionTopics: node.selectionTopics,
    dispatcher,
    viewOf,
    now,
    serverVersion: version,
    metrics,
    log,
  });
  lifecycle.every(ORPHAN_TICK_MS, function lookAtSessions() {
    return server.endOrphans();
  });
  lifecycle.announces(() => {
    dispatcher.close();
    server.sayGoodbye();
  });
  return server;
};

/** Publishes this node's figures among those of the pool's other nodes; the returned function adds all of them up. */
export const countHeads = (
  { lifecycle }: Base,
  { pool: { heads }, sockets, node }: Pick<Stages, 'pool' | 'sockets' | 'node'>,
) => {
  const here = () => ({
    choosing: node.present.size,
    applicants: sockets.select.sockets.size,
    desk: sockets.desk.sockets.size,
    ...node.holds(),
  });
  lifecycle.every(HeadCount.tickMs, () => heads.tick(here()));
  lifecycle.stops(() => heads.leave());
  return () => heads.with(here());
};
