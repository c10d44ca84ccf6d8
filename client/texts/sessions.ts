import type { Translation } from './translation.ts';

const zh = {
  title: '已登录的设备',
  device: { phone: '手机', tablet: '平板', computer: '电脑', program: '其他程序' },
  begun: (instant: string) => `登录于 ${instant}`,
  used: (instant: string) => `最近使用 ${instant}`,
  current: '本机',
  end: '退出这台设备',
};

const en: Translation<typeof zh> = {
  title: 'Where you are signed in',
  device: { phone: 'Phone', tablet: 'Tablet', computer: 'Computer', program: 'Another program' },
  begun: (instant) => `since ${instant}`,
  used: (instant) => `last used ${instant}`,
  current: 'this one',
  end: 'Sign out this one',
};

/** The sentences of the list of sessions, which an applicant's account page and the desk show alike. */
export const sessionTexts = { zh, en };
