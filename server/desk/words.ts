import type { DeskStage, Sentence } from '../../protocol/desk/views.ts';
import type { Serial } from '../../protocol/plate.ts';
import type { PoolEvent } from '../pool/store.ts';
import type { SelectionRecord } from '../selection/record.ts';
import { dayAt, timeAt } from './clock-words.ts';

type Around = { readonly prefix: string; readonly timeZone: string };
type Told = Around & {
  readonly event: PoolEvent;
  /** The record before the event, if known, and after it. */
  readonly before: SelectionRecord | undefined;
  readonly after: SelectionRecord | undefined;
  readonly plates: readonly Serial[];
};

const say = (zh: string, en: string): Sentence => ({ zh, en });
const shown = ({ prefix }: Around, plate: string): string => `${prefix}·${plate}`;
const listed = (around: Around, plates: readonly string[]): string =>
  plates.map((plate) => shown(around, plate)).join('、');
const wayOf = (way: 'compose' | 'draw') => (way === 'compose' ? ['自编', 'composing'] : ['随机', 'drawing']);

/** Describes the stage of a selection in plain words. */
export const stageInWords = (present: DeskStage, around: Around): Sentence => {
  const at = (instant: number) => timeAt(instant, around.timeZone);
  switch (present.stage) {
    case 'choosing':
      return say('正在选号，尚未占号。', 'Choosing; no number is held.');
    case 'holding': {
      const [plate, until] = [shown(around, present.plate), at(present.deadline)];
      return say(`已占 ${plate}，须在 ${until} 前确认。`, `Holds ${plate}, to be confirmed before ${until}.`);
    }
    case 'picking': {
      const [plates, until] = [listed(around, present.plates), at(present.deadline)];
      return say(`随机抽到 ${plates}，须在 ${until} 前选定。`, `Drew ${plates}, to pick one before ${until}.`);
    }
    case 'confirming': {
      const [plate, until] = [shown(around, present.plate), at(present.deadline)];
      return say(
        `已确认 ${plate}，须在 ${until} 前输入短信验证码。`,
        `Confirmed ${plate}; the SMS code is due before ${until}.`,
      );
    }
    case 'reserved': {
      const [plate, day] = [shown(around, present.plate), present.lastDay];
      const [zh, en] = present.lastDayProvisional ? ['（暂定）', ' (provisional)'] : ['', ''];
      return say(
        `已预选 ${plate}，最后办理日 ${day}${zh}。`,
        `Reserved ${plate}; the last day to register is ${day}${en}.`,
      );
    }
    case 'registered': {
      const [plate, day] = [shown(around, present.plate), dayAt(present.registeredAt, around.timeZone)];
      return say(`${plate} 已于 ${day} 办理注册登记。`, `${plate} was registered on ${day}.`);
    }
    case 'missed': {
      const [plate, day] = [shown(around, present.plate), present.lastDay];
      return say(
        `${plate} 在最后办理日 ${day} 前未办理，号码已收回，暂停选号至 ${at(present.bannedUntil)}。`,
        `${plate} was not registered by ${day}; it was taken back, and no number may be chosen until ${at(present.bannedUntil)}.`,
      );
    }
  }
};

/** Describes the effect of one event on a selection in plain words. */
export const eventInWords = ({ event, before, after, plates, ...around }: Told): Sentence => {
  const numbers = listed(around, plates);
  switch (event.type) {
    case 'plateHeld':
      return say(`自编号码 ${numbers} 验证通过，已占号。`, `Composed ${numbers}, which was free, and holds it.`);
    case 'tryUsed': {
      const left = after?.triesLeft ?? 0;
      return say(
        `自编的号码已被他人选走，用去一次机会，还剩 ${left} 次。`,
        `The composed number was taken; one try was used, and ${left} are left.`,
      );
    }
    case 'platesDrawn': {
      const left = after?.drawsLeft ?? 0;
      return say(`随机抽到 ${numbers}，还剩 ${left} 次机会。`, `Drew ${numbers}; ${left} draws are left.`);
    }
    case 'plateConfirmed':
      return say(`已确认 ${numbers}，进入短信验证。`, `Confirmed ${numbers}; the SMS code comes next.`);
    case 'holdReleased':
      return say(`主动放弃 ${numbers}。`, `Gave up ${numbers}.`);
    case 'holdLapsed':
      return say(`倒计时结束，${numbers} 已释放。`, `The countdown ended and ${numbers} was freed.`);
    case 'plateReserved': {
      const [zh, en] = after?.stage === 'reserved' ? wayOf(after.way) : ['', 'choosing'];
      const day = after?.stage === 'reserved' ? after.lastDay : '';
      return say(
        `${zh}选号成功：${numbers}，最后办理日 ${day}。`,
        `Reserved ${numbers} by ${en}; the last day to register is ${day}.`,
      );
    }
    case 'plateRegistered':
      return say(`凭证已核销，${numbers} 注册登记完成。`, `The voucher was collected, and ${numbers} is registered.`);
    case 'collectionMissed':
      return say(
        `逾期未办理，${numbers} 已收回并列入黑名单。`,
        `Not registered in time: ${numbers} was taken back, and the applicant is banned.`,
      );
    case 'selectionNoted':
      return notedInWords(before, after);
    default:
      return say('号池有变动。', 'The pool changed.');
  }
};

/** A `noted` event changes no number: only the records differ. */
const notedInWords = (before: SelectionRecord | undefined, after: SelectionRecord | undefined): Sentence => {
  if (after?.stage === 'confirming') {
    const code = before?.stage === 'confirming' ? before.code : undefined;
    if (after.code.digest === null) return say('短信验证码未能发出。', 'The SMS code could not be sent.');
    if (code?.digest === after.code.digest && code.entriesLeft > after.code.entriesLeft)
      return say(
        `短信验证码输入错误，还可输入 ${after.code.entriesLeft} 次。`,
        `A wrong SMS code was entered; ${after.code.entriesLeft} entries are left.`,
      );
    return say('已发送短信验证码。', 'An SMS code was sent.');
  }
  if (before?.stage === 'reserved' || before?.stage === 'missed')
    return say('窗口已解除限制，可重新选号。', 'The desk lifted the ban; a number may be chosen anew.');
  return say('进入自编选号，打开键盘。', 'Began to compose; the keyboard was opened.');
};
