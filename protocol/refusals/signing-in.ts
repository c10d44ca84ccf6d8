import type { Entry } from './refusal-entry.ts';

/** Who asks, and how much. */
export const signingIn = {
  signInRequired: {
    when: 'the request needs a session and comes without one',
    retry: 'after-change',
    zh: '请先登录。',
    en: 'Please sign in first.',
  },
  signInWrong: {
    when: 'no account has this name and pass-phrase',
    retry: 'after-change',
    zh: '用户名或口令不正确。',
    en: 'The user name or the pass-phrase is wrong.',
  },
  passPhraseEnded: {
    when: 'the pass-phrase is right, but was made by the server and not changed in time',
    retry: 'after-change',
    zh: '初始口令已过期。请携带身份证明到车管所窗口重新办理；窗口人员请联系主管重新开设账号。',
    en: 'This first pass-phrase has ended. Please bring your identity document to a desk for a new one; who works at the desk asks a manager for a new account.',
  },
  oneTimeCodeRequired: {
    when: 'the name and pass-phrase are right, and the account has one-time codes',
    retry: 'after-change',
    zh: '请输入身份验证器上显示的动态验证码。',
    en: 'Please enter the one-time code that your authenticator shows.',
  },
  oneTimeCodeWrong: {
    when: 'the one-time code is wrong, or has served before',
    retry: 'after-change',
    zh: '动态验证码不正确或已使用过，请等待身份验证器显示下一个。',
    en: 'This one-time code is wrong, or has served already. Please wait for the next one.',
  },
  secondFactorRequired: {
    when: 'the desk demands one-time codes, and the account has none yet',
    retry: 'after-change',
    zh: '请先启用动态验证码，再办理业务。',
    en: 'Please set up one-time codes for your account first.',
  },
  secondFactorUnknown: {
    when: 'a manager resets the one-time codes of an account that has none',
    retry: 'never',
    zh: '该账号没有启用动态验证码。',
    en: 'This account has no one-time codes.',
  },
  vehicleRequired: {
    when: 'the account has no vehicle, or several of which the connection names none',
    retry: 'after-change',
    zh: '请先完成车辆申请，并选定一辆车。',
    en: 'Please complete the application for a vehicle first, and say for which vehicle you choose.',
  },
  passPhraseChangeRequired: {
    when: 'the account still has the pass-phrase that the server made',
    retry: 'after-change',
    zh: '请先修改短信发送的初始口令。',
    en: 'Please change the pass-phrase that was sent to you first.',
  },
  sessionEnded: {
    when: 'the token or cookie belongs to no living session, or the cookie to another account than the page',
    retry: 'after-change',
    zh: '登录已失效，请重新登录。',
    en: 'You have been signed out. Please sign in again.',
  },
  alreadyJoined: {
    when: 'the connection joins a namespace twice',
    retry: 'never',
    zh: '本连接已加入或正在加入，不能再次加入。',
    en: 'This connection has joined already, or is about to.',
  },
  tooManyRequests: {
    when: 'the connection, account, address or vehicle has used up an allowance',
    retry: 'later',
    zh: '操作过于频繁，请稍候再试。',
    en: 'Too many requests. Please wait a moment.',
  },
  workRequired: {
    when: 'much was tried for this name or from this address',
    retry: 'after-change',
    zh: '近期尝试次数较多，您的设备需先完成一次计算，请稍候片刻。',
    en: 'There have been many attempts, so your device has to do a calculation first. This takes a moment.',
  },
} as const satisfies Record<string, Entry>;
