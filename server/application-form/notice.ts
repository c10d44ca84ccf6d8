import type { NoticeText } from '../../protocol/http/application.ts';
import { runOvernight } from '../authority/hours.ts';
import type { AuthoritySettings } from '../authority/settings.ts';

type Figures = Pick<
  AuthoritySettings,
  | 'prefix'
  | 'hours'
  | 'tries'
  | 'draws'
  | 'drawSize'
  | 'holdSeconds'
  | 'drawHoldSeconds'
  | 'confirmSeconds'
  | 'collectWorkingDays'
  | 'verifyIntervalSeconds'
  | 'returnAfterSeconds'
  | 'returnWithinSeconds'
  | 'returnShownSeconds'
>;

const textOf = (hours: Exclude<Figures['hours'], 'always'>) => {
  const { open, close } = hours;
  return runOvernight(hours)
    ? { zh: `${open}–次日 ${close}`, en: `${open}–${close} of the next day` }
    : { zh: `${open}–${close}`, en: `${open}–${close}` };
};

/** The notice that must be accepted before anything else (FLOW-1): who may choose, and what cannot be undone. */
export const noticeOf = (figures: Figures): NoticeText => {
  const { prefix, hours, tries, draws, drawSize, holdSeconds, drawHoldSeconds, confirmSeconds, collectWorkingDays } =
    figures;
  const { verifyIntervalSeconds, returnAfterSeconds, returnWithinSeconds, returnShownSeconds } = figures;
  const open = hours === 'always' ? null : textOf(hours);
  return {
    zh: [
      `本服务供申请人为小型汽车预选 ${prefix} 号牌号码。车辆须为本人（本单位）名下新购车辆；二手车、已有号牌的车辆不能网上选号。`,
      open === null ? '选号服务全天开放。' : `选号时间为每日 ${open.zh}，以服务器时间为准。`,
      '请如实填写车辆识别代号、发票代码、发票号码、详细地址和联系方式，信息须与登记一致。短信验证码确认后，填写内容不能再修改。',
      `每辆车有 ${tries} 次自编选号机会和 ${draws} 次随机选号机会（每次 ${drawSize} 个号码）。自编号码已被他人选走的，用掉一次机会。`,
      `开放时刻起 ${verifyIntervalSeconds} 秒内不能验证自编号码；开放之前取得的图形验证码，开放后无效。人人如此。`,
      returnWithinSeconds === 0
        ? `放弃或超时的号码立即放回号池，同时向所有人显示，${returnShownSeconds} 秒后才能验证。`
        : `放弃或超时的号码在 ${returnAfterSeconds} 至 ${returnWithinSeconds} 秒之间的随机时刻放回号池，同时向所有人显示，${returnShownSeconds} 秒后才能验证；无法守候，也无法转让。`,
      `自编选号一旦占到号码，其余自编机会全部作废，须在 ${holdSeconds} 秒内确认；放弃或超时后不能再自编。随机选出的号码须在 ${drawHoldSeconds} 秒内确认其中一个。`,
      `确认号码后不能返回，须在 ${confirmSeconds} 秒内用短信验证码完成预选，超时号码释放。`,
      `预选成功后，须在 ${collectWorkingDays} 个工作日内携带预选号凭证和身份证明到车管所办理注册登记。逾期未办理的，两年内不得网上选号，号码收回。`,
    ],
    en: [
      `Here a number with the prefix ${prefix} is chosen for a small vehicle, newly bought and in the applicant's own name. Second-hand vehicles, and vehicles that have a plate, are refused.`,
      open === null
        ? 'Choosing is open round the clock.'
        : `Choosing is open every day ${open.en}, by the server's clock.`,
      'The VIN, the invoice code, the invoice number, the detailed address and the contact must be true and match the register. Once the SMS code is accepted, nothing of this can be changed.',
      `Each vehicle has ${tries} tries to compose a number and ${draws} draws of ${drawSize} numbers. A composed number that others have taken uses up a try.`,
      `In the first ${verifyIntervalSeconds} seconds from an opening no composed number can be verified, and a captcha from before the opening does not serve. This holds for everybody.`,
      returnWithinSeconds === 0
        ? `A number that is given up or lapses is free again at once; everybody sees it, and it can be verified ${returnShownSeconds} seconds later.`
        : `A number that is given up or lapses is free again at a random moment between ${returnAfterSeconds} and ${returnWithinSeconds} seconds later; everybody sees it at the same time, and it can be verified ${returnShownSeconds} seconds after that. Nobody can lie in wait for it, and it cannot be handed over.`,
      `When a composed number is held, all other tries are gone, and it must be confirmed within ${holdSeconds} seconds; given up or lapsed, it ends self-compose. One of the drawn numbers must be confirmed within ${drawHoldSeconds} seconds.`,
      `After a number is confirmed there is no way back. The SMS code must be entered within ${confirmSeconds} seconds, or the number is free again.`,
      `A reserved number must be registered within ${collectWorkingDays} working days, at a desk, with the voucher and the identity document. Who misses that may not choose for two years, and the number is taken back.`,
    ],
  };
};
