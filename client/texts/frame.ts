/** What stands around every page, the applicants' and the desk's. */
export type FrameTexts = {
  readonly htmlLang: string;
  readonly brand: string;
  readonly skipToContent: string;
  readonly otherLanguage: string;
  readonly signOut: string;
  readonly connection: {
    readonly connecting: string;
    readonly lost: string;
    readonly ended: string;
    readonly socketsBlocked: string;
    readonly signedOut: string;
    readonly otherAccount: string;
    readonly cookiesOff: string;
    readonly again: string;
    readonly outdated: string;
    readonly reload: string;
    readonly unanswered: string;
    readonly unreachable: string;
    /** When to try again. */
    readonly after: (instant: string) => string;
  };
};

/** What is the same everywhere; the rest depends on what one is doing. */
export type SharedTexts = Omit<FrameTexts, 'brand' | 'connection'> & {
  readonly connection: Omit<FrameTexts['connection'], 'lost' | 'unanswered'>;
};

export const frameZh: SharedTexts = {
  htmlLang: 'zh-CN',
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
    after: (instant) => `请在 ${instant} 之后再试。`,
  },
};
