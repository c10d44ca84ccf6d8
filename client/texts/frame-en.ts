import type { SharedTexts } from './frame.ts';

export const frameEn: SharedTexts = {
  htmlLang: 'en',
  skipToContent: 'Skip to content',
  otherLanguage: '中文',
  signOut: 'Sign out',
  connection: {
    connecting: 'Connecting…',
    ended: 'The connection has ended.',
    signedOut: 'You have been signed out. Please sign in again.',
    again: 'Connect again',
    outdated: 'There is a newer version of this page. Please reload to go on.',
    reload: 'Reload',
    unreachable: 'The server cannot be reached. Please check your network and try again.',
    after: (instant) => `Try again after ${instant}.`,
  },
};
