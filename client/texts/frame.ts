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
    readonly signedOut: string;
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
    signedOut: '您已退出登录，请重新登录。',
    again: '重新连接',
    outdated: '页面已有新版本，请刷新后继续。',
    reload: '刷新页面',
    unreachable: '暂时无法连接服务器，请检查网络后重试。',
    after: (instant) => `请在 ${instant} 之后再试。`,
  },
};
