type SessionTexts = {
  readonly title: string;
  readonly device: Readonly<Record<'phone' | 'tablet' | 'computer' | 'program', string>>;
  readonly begun: (instant: string) => string;
  readonly used: (instant: string) => string;
  readonly current: string;
  readonly end: string;
};

/** The sentences of the list of sessions, which an applicant's account page and the desk show alike. */
export const sessionTexts: Readonly<Record<'zh' | 'en', SessionTexts>> = {
  zh: {
    title: '已登录的设备',
    device: { phone: '手机', tablet: '平板', computer: '电脑', program: '其他程序' },
    begun: (instant) => `登录于 ${instant}`,
    used: (instant) => `最近使用 ${instant}`,
    current: '本机',
    end: '退出这台设备',
  },
  en: {
    title: 'Where you are signed in',
    device: { phone: 'Phone', tablet: 'Tablet', computer: 'Computer', program: 'Another program' },
    begun: (instant) => `since ${instant}`,
    used: (instant) => `last used ${instant}`,
    current: 'this one',
    end: 'Sign out this one',
  },
};
