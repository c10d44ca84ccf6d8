import type { Translation } from './translation.ts';

const number = new Intl.NumberFormat('zh-CN');
const date = new Intl.DateTimeFormat('zh-CN', { dateStyle: 'long', timeZone: 'UTC' });
const weekday = new Intl.DateTimeFormat('zh-CN', { weekday: 'long', timeZone: 'UTC' });

/** The texts around every page, which the applicants' pages and the desk share. */
export const frameZh = {
  htmlLang: 'zh-CN',
  count: (n: number) => number.format(n),
  day: (isoDay: string) => `${date.format(new Date(isoDay))} ${weekday.format(new Date(isoDay))}`,
  skipToContent: '跳到正文',
  otherLanguage: 'English',
  signOut: '退出登录',
  connection: {
    connecting: '正在连接……',
    ended: '连接已结束。',
    socketsBlocked: '实时连接（WebSocket）一直无法建立，可能被当前网络或代理拦截。请换一个网络，例如手机流量。',
    signedOut: '您已退出登录，请重新登录。',
    otherAccount: '此浏览器的另一个页面已登录另一账户，本页面随之切换到该账户。',
    cookiesOff: '浏览器没有保存登录所需的 Cookie，因此无法登录。请在浏览器设置中允许本网站使用 Cookie，然后重试。',
    again: '重新连接',
    outdated: '页面已有新版本，请刷新后继续。',
    reload: '刷新页面',
    unreachable: '暂时无法连接服务器，请检查网络后重试。',
    /** When to try again. */
    after: (instant: string) => `请在 ${instant} 之后再试。`,
  },
};

export type SharedTexts = Translation<typeof frameZh>;

/** All texts around a page; those that follow differ between the applicants' pages and the desk. */
export type FrameTexts = SharedTexts & {
  readonly brand: string;
  readonly connection: { readonly lost: string; readonly unanswered: string };
};
