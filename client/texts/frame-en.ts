import type { SharedTexts } from './frame.ts';

const number = new Intl.NumberFormat('en-GB');
const date = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeZone: 'UTC' });

export const times = (n: number, one: string, many: string): string => `${number.format(n)} ${n === 1 ? one : many}`;

export const frameEn: SharedTexts = {
  htmlLang: 'en',
  count: (n) => number.format(n),
  day: (isoDay) => date.format(new Date(isoDay)),
  skipToContent: 'Skip to content',
  otherLanguage: '中文',
  signOut: 'Sign out',
  connection: {
    connecting: 'Connecting…',
    ended: 'The connection has ended.',
    socketsBlocked:
      'The live connection (WebSocket) does not come up; this network or a proxy may block it. Please try another network, such as mobile data.',
    signedOut: 'You have been signed out. Please sign in again.',
    otherAccount:
      'Another page of this browser has signed in with another account; this page has changed to that account.',
    cookiesOff:
      'The browser did not keep the cookie that signing in needs. Please allow cookies for this site in its settings, and try again.',
    again: 'Connect again',
    outdated: 'There is a newer version of this page. Please reload to go on.',
    reload: 'Reload',
    unreachable: 'The server cannot be reached. Please check your network and try again.',
    after: (instant) => `Try again after ${instant}.`,
  },
};
