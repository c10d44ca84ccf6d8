import type { Entry } from './refusal-entry.ts';

/** SMS codes. */
export const smsCodes = {
  codeTooSoon: {
    when: 'the last code was sent a moment ago',
    retry: 'later',
    zh: '短信验证码发送过于频繁，请稍候。',
    en: 'A code was sent a moment ago. Please wait.',
  },
  noCodesLeft: {
    when: 'as many codes were sent for this hold as it may have',
    retry: 'never',
    zh: '本次占号的短信验证码已发完，请输入最近收到的验证码。',
    en: 'No more codes are sent for this number. Please enter the last one that you received.',
  },
  tooManyCodes: {
    when: 'as many codes were sent to this mobile today as it may have',
    retry: 'later',
    zh: '该手机号今天的短信验证码已发完，未扣除机会。',
    en: 'No more codes are sent to this mobile today. Nothing was charged.',
  },
  messagesPaused: {
    when: 'the server has sent more codes in a short time than it may',
    retry: 'later',
    zh: '短信发送量过大，暂停片刻，未扣除机会，请稍候再试。',
    en: 'Too many codes are being sent, and sending rests for a moment. Nothing was charged; please wait.',
  },
  codeNotRequested: {
    when: 'a code is entered before one was sent',
    retry: 'after-change',
    zh: '请先获取短信验证码。',
    en: 'Please ask for a code first.',
  },
  codeWrong: {
    when: 'the code is not the one that was sent',
    retry: 'now',
    zh: '短信验证码不正确。',
    en: 'The code is wrong.',
  },
  codeDead: {
    when: 'the code has expired, or too many wrong ones were entered',
    retry: 'after-change',
    zh: '短信验证码已失效，请重新获取。',
    en: 'This code is no longer valid. Please ask for a new one.',
  },
} as const satisfies Record<string, Entry>;
