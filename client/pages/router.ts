import { type ReadonlySignal, signal } from '@preact/signals';

const routes = ['lobby', 'compose', 'draw', 'voucher', 'account', 'apply', 'register', 'pass-phrase'] as const;
export type Route = (typeof routes)[number];

export type Router = { readonly route: ReadonlySignal<Route>; readonly go: (route: Route) => void };

/** The address of a page, for a link. */
export const hrefOf = (route: Route): string => (route === 'lobby' ? '#/' : `#/${route}`);

/** Follows the part of the address after `#`, so any static file server can serve the pages. */
export const createRouter = (): Router => {
  const here = (): Route => routes.find((route) => hrefOf(route) === location.hash) ?? 'lobby';
  const route = signal(here());
  addEventListener('hashchange', () => {
    route.value = here();
  });
  return {
    route,
    go: (to) => {
      location.hash = hrefOf(to);
      route.value = to;
    },
  };
};
