import type { Hono } from 'hono';
import { noticeOf } from '../application-form/notice.ts';
import { maskPhone } from '../checks/mask.ts';
import { accountRoutes } from '../http/account-routes.ts';
import { routeHttp } from '../http/app.ts';
import { applicantRoutes } from '../http/applicant-routes.ts';
import { applicationRoutes } from '../http/application-routes.ts';
import { healthRoutes } from '../http/health-routes.ts';
import { sessionRoutes } from '../http/session-routes.ts';
import type { StaticFiles } from '../http/static-files.ts';
import { demoShown } from '../identity/demo-newcomers.ts';
import { HttpAllowances } from '../limits/http-allowances.ts';
import type { Base } from './base.ts';
import type { Stages } from './stages.ts';

/** How often allowances that are full again are forgotten, in ms. */
const ALLOWANCES_TICK_MS = 10_000;

/** Adds all HTTP routes to the app. */
export const serveHttp = (
  { config, version, cookieMark, lifecycle, log }: Base,
  parts: Omit<Stages, 'deadlines'> & {
    readonly app: Hono;
    readonly pages: StaticFiles;
    /** Whether Redis is the server's own. */
    readonly embedded: boolean;
  },
): void => {
  const { node, people, sockets, applicants, operations } = parts;
  const { now, closure } = parts.pool;
  const { authority } = config;
  const { prefix } = authority;
  const { sessions, devices, outbox, vouchers } = people;
  const allowances = new HttpAllowances(config.connectionsPerAddress);
  lifecycle.every(ALLOWANCES_TICK_MS, () => allowances.tick(performance.now()));
  routeHttp(parts.app, {
    cookieMark,
    health: healthRoutes({
      engine: sockets.engine.name,
      version,
      embedded: parts.embedded,
      redisOk: operations.canWrite,
      ready: () => lifecycle.isRunning,
      closed: closure.by,
      pool: () => node.pool.picture,
      workers: operations.workers,
      metricsToken: config.metricsToken,
      readMetrics: operations.readMetrics,
    }),
    api: [
      sessionRoutes({
        signIn: people.signIn,
        sessions,
        devices,
        now,
        demo: demoShown(config.demoAccounts),
        signedOut: (account, token) => applicants.signOut(account, token),
      }),
      accountRoutes({
        registration: people.registration,
        changes: people.changes,
        sessions,
        devices,
        outbox,
        now,
        signedOut: (account) => applicants.signOut(account),
      }),
      applicationRoutes({ sessions, applications: people.applications, notice: noticeOf(authority), prefix, now }),
      applicantRoutes({
        sessions,
        outbox,
        vouchers,
        prefix,
        reservationOf: ({ selection }) => node.views.reservationOf(selection),
        selectionOf: (account, vehicle) => node.views.read(vehicle.selection, maskPhone(account.phone)),
        now,
      }),
      parts.desk.routes,
    ],
    pages: parts.pages,
    allowances,
    allowOrigin: sockets.allowOrigin,
    isClosed: closure.isClosed,
    gate: parts.home.gate,
    now,
    log,
  });
};
