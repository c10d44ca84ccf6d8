import { type ReadonlySignal, signal } from '@preact/signals';
import type { DeskCommandName } from '../../protocol/desk/client-to-server.ts';

/** The pages of the desk in the order of its menu, each with the command that its role must allow. */
export const pages = {
  find: 'findSelection',
  collect: 'collectVoucher',
  sign: 'signPerson',
  proposals: 'listProposals',
  import: 'beginImport',
  blocks: 'listBlocks',
  bans: 'listBans',
  calendar: 'readCalendar',
  messages: 'listDeadLetters',
  live: 'syncClock',
  audit: 'readAudit',
  accounts: 'listAccounts',
} as const satisfies Record<string, DeskCommandName>;

export type PageName = keyof typeof pages;
export const pageNames = Object.keys(pages) as PageName[];

/** A page of the menu, a selection's history, or the account's own page; `of` is the selection or plate it is about. */
export type Place = { readonly page: PageName | 'history' | 'passPhrase'; readonly of: string };

export type DeskRouter = { readonly place: ReadonlySignal<Place>; readonly go: (place: Place) => void };

/** The address of a place, for a link. It never holds personal data, because browsers keep addresses. */
export const hrefOf = ({ page, of }: Place): string =>
  of === '' ? `#/${page}` : `#/${page}/${encodeURIComponent(of)}`;

const isPage = (name: string): name is Place['page'] =>
  name === 'history' || name === 'passPhrase' || pageNames.some((page) => page === name);

const placeOf = (hash: string): Place => {
  const [, page = '', of = ''] = hash.split('/');
  if (!isPage(page)) return { page: 'find', of: '' };
  try {
    return { page, of: decodeURIComponent(of) };
  } catch {
    return { page, of: '' };
  }
};

/** Follows the part of the address after `#`. */
export const createDeskRouter = (): DeskRouter => {
  const place = signal(placeOf(location.hash));
  addEventListener('hashchange', () => {
    place.value = placeOf(location.hash);
  });
  return {
    place,
    go: (to) => {
      location.hash = hrefOf(to);
      place.value = to;
    },
  };
};
