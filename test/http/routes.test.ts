import { expect, test } from 'vitest';
import { httpRouteNames, httpRouteOf } from '../../protocol/http/routes.ts';
import { accountRoutes } from '../../server/http/account-routes.ts';
import { applicantRoutes } from '../../server/http/applicant-routes.ts';
import { applicationRoutes } from '../../server/http/application-routes.ts';
import { sessionRoutes } from '../../server/http/session-routes.ts';

test('the list of HTTP routes is that of the server, no more and no less', () => {
  // Nothing is asked of them, so they need nothing.
  const nothing = {} as never;
  const made = [sessionRoutes(nothing), accountRoutes(nothing), applicationRoutes(nothing), applicantRoutes(nothing)];
  const served = made.flatMap(({ routes }) => routes.map(({ method, path }) => `${method} /api${path}`));
  expect(served.toSorted()).toEqual(httpRouteNames.toSorted());
});

test('a request finds its route, whatever is filled in and asked for besides', () => {
  expect(httpRouteOf('GET', '/api/voucher?vehicle=demo-v1')).toBe('GET /api/voucher');
  expect(httpRouteOf('GET', '/api/registration/an-id/outbox')).toBe('GET /api/registration/:id/outbox');
  expect(httpRouteOf('POST', '/api/voucher')).toBeUndefined();
  expect(httpRouteOf('GET', '/api/registration/an-id/outbox/more')).toBeUndefined();
});
