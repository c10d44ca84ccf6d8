import type { Entry } from './refusal-entry.ts';

/** Choosing a number, up to its confirmation. */
export const choosing = {
  commandReused: {
    when: 'the id has served for a command with another name or body',
    retry: 'never',
    zh: '该命令编号已用于另一个命令。',
    en: 'This command id was used for a different command.',
  },
  staleVersion: {
    when: 'the command names another version of the selection than the present one',
    retry: 'after-change',
    zh: '选号状态已在别处变化，请按当前状态继续。',
    en: 'The selection has changed elsewhere. Please go on from its present state.',
  },
  wrongStage: {
    when: 'the command does not fit the present stage',
    retry: 'never',
    zh: '当前步骤不能进行此操作。',
    en: 'This cannot be done at the present step.',
  },
  poolClosed: {
    when: 'a number is asked for outside the opening hours',
    retry: 'later',
    zh: '现在不是选号时间，请在开放时间内选号。',
    en: 'Choosing is closed now. Please come back during opening hours.',
  },
  noTriesLeft: {
    when: 'a number is composed after the last try',
    retry: 'never',
    zh: '自编选号机会已用完。',
    en: 'No self-compose tries are left.',
  },
  noDrawsLeft: {
    when: 'numbers are drawn after the last draw',
    retry: 'never',
    zh: '随机选号机会已用完。',
    en: 'No draws are left.',
  },
  coolingDown: {
    when: 'a number is verified before `verifyFrom`, or too soon after its block opened',
    retry: 'later',
    zh: '两次验证之间需间隔片刻，请等倒计时结束。',
    en: 'Please wait for the countdown between two verifications.',
  },
  incompleteNumber: {
    when: 'a number with an open position is verified',
    retry: 'after-change',
    zh: '号牌号码未输入完整。',
    en: 'The number is not complete.',
  },
  numberNotInPool: {
    when: 'no open block contains the number',
    retry: 'after-change',
    zh: '号池中没有这个号码。',
    en: 'This number is not in the pool.',
  },
  layoutUnknown: {
    when: 'the layout is too old, from before the last verification, or of another selection',
    retry: 'after-change',
    zh: '键盘布局已更换，请重新打开键盘。',
    en: 'The keyboard layout is no longer valid. Please open the keyboard again.',
  },
  keyUnknown: {
    when: 'a key is not of this layout, or not every position has one',
    retry: 'after-change',
    zh: '键盘上没有这个按键。',
    en: 'There is no such key on this keyboard.',
  },
  captchaWrong: {
    when: 'the answer to the captcha is wrong',
    retry: 'after-change',
    zh: '验证码不正确，未扣除机会，请输入新的验证码。',
    en: 'The captcha answer is wrong. Nothing was charged; please answer a new one.',
  },
  captchaSpent: {
    when: 'the captcha has served before, has expired, or was given to another selection',
    retry: 'after-change',
    zh: '验证码已失效，未扣除机会，请换一张。',
    en: 'This captcha is no longer valid. Nothing was charged; please take a new one.',
  },
  noneFree: {
    when: 'numbers are drawn while none is free',
    retry: 'later',
    zh: '号池中暂无可用号码，未扣除机会。',
    en: 'No number is free at present. Nothing was charged.',
  },
  holdNotYours: {
    when: 'the token names no hold of this selection',
    retry: 'never',
    zh: '该占号不属于本次选号。',
    en: 'This hold does not belong to this selection.',
  },
  holdLapsed: {
    when: 'the deadline has passed',
    retry: 'never',
    zh: '倒计时已结束，号码已释放。',
    en: 'The countdown has ended and the number is free again.',
  },
  plateNotInHold: {
    when: 'a number is confirmed that is not held',
    retry: 'after-change',
    zh: '所选号码不在本次占号之内。',
    en: 'That number is not among those held for you.',
  },
} as const satisfies Record<string, Entry>;
