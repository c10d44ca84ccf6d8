import { z } from 'zod';
import { workChallenge } from './work.ts';

type Entry = { readonly retry: 'now' | 'later' | 'after-change' | 'never'; readonly zh: string; readonly en: string };

/**
 * The closed list of refusals (FLOW-3). A refusal is a value, never a throw, and costs nothing (SAFE-3) unless its
 * own sentence says so.
 */
export const refusals = {
  badRequest: { retry: 'never', zh: '请求格式不正确。', en: 'The request does not have the right form.' },
  unknownCommand: { retry: 'never', zh: '没有这个命令。', en: 'There is no such command.' },
  originRefused: { retry: 'never', zh: '该网站无权访问本服务。', en: 'This web site may not use this service.' },
  signInRequired: { retry: 'after-change', zh: '请先登录。', en: 'Please sign in first.' },
  signInWrong: { retry: 'after-change', zh: '用户名或口令不正确。', en: 'The user name or the pass-phrase is wrong.' },
  passPhraseEnded: {
    retry: 'after-change',
    zh: '初始口令已过期。请携带身份证明到车管所窗口重新办理；窗口人员请联系主管重新开设账号。',
    en: 'This first pass-phrase has ended. Please bring your identity document to a desk for a new one; who works at the desk asks a manager for a new account.',
  },
  oneTimeCodeRequired: {
    retry: 'after-change',
    zh: '请输入身份验证器上显示的动态验证码。',
    en: 'Please enter the one-time code that your authenticator shows.',
  },
  oneTimeCodeWrong: {
    retry: 'after-change',
    zh: '动态验证码不正确或已使用过，请等待身份验证器显示下一个。',
    en: 'This one-time code is wrong, or has served already. Please wait for the next one.',
  },
  secondFactorRequired: {
    retry: 'after-change',
    zh: '请先启用动态验证码，再办理业务。',
    en: 'Please set up one-time codes for your account first.',
  },
  secondFactorUnknown: {
    retry: 'never',
    zh: '该账号没有启用动态验证码。',
    en: 'This account has no one-time codes.',
  },
  vehicleRequired: {
    retry: 'after-change',
    zh: '请先完成车辆申请，并选定一辆车。',
    en: 'Please complete the application for a vehicle first, and say for which vehicle you choose.',
  },
  passPhraseChangeRequired: {
    retry: 'after-change',
    zh: '请先修改短信发送的初始口令。',
    en: 'Please change the pass-phrase that was sent to you first.',
  },
  sessionEnded: {
    retry: 'after-change',
    zh: '登录已失效，请重新登录。',
    en: 'You have been signed out. Please sign in again.',
  },
  alreadyJoined: {
    retry: 'never',
    zh: '本连接已加入或正在加入，不能再次加入。',
    en: 'This connection has joined already, or is about to.',
  },
  tooManyRequests: { retry: 'later', zh: '操作过于频繁，请稍候再试。', en: 'Too many requests. Please wait a moment.' },
  workRequired: {
    retry: 'after-change',
    zh: '近期尝试次数较多，您的设备需先完成一次计算，请稍候片刻。',
    en: 'There have been many attempts, so your device has to do a calculation first. This takes a moment.',
  },
  commandReused: {
    retry: 'never',
    zh: '该命令编号已用于另一个命令。',
    en: 'This command id was used for a different command.',
  },
  staleVersion: {
    retry: 'after-change',
    zh: '选号状态已在别处变化，请按当前状态继续。',
    en: 'The selection has changed elsewhere. Please go on from its present state.',
  },
  wrongStage: {
    retry: 'never',
    zh: '当前步骤不能进行此操作。',
    en: 'This cannot be done at the present step.',
  },
  poolClosed: {
    retry: 'later',
    zh: '现在不是选号时间，请在开放时间内选号。',
    en: 'Choosing is closed now. Please come back during opening hours.',
  },
  noTriesLeft: { retry: 'never', zh: '自编选号机会已用完。', en: 'No self-compose tries are left.' },
  noDrawsLeft: { retry: 'never', zh: '随机选号机会已用完。', en: 'No draws are left.' },
  coolingDown: {
    retry: 'later',
    zh: '两次验证之间需间隔片刻，请等倒计时结束。',
    en: 'Please wait for the countdown between two verifications.',
  },
  incompleteNumber: { retry: 'after-change', zh: '号牌号码未输入完整。', en: 'The number is not complete.' },
  numberNotInPool: { retry: 'after-change', zh: '号池中没有这个号码。', en: 'This number is not in the pool.' },
  layoutUnknown: {
    retry: 'after-change',
    zh: '键盘布局已更换，请重新打开键盘。',
    en: 'The keyboard layout is no longer valid. Please open the keyboard again.',
  },
  keyUnknown: { retry: 'after-change', zh: '键盘上没有这个按键。', en: 'There is no such key on this keyboard.' },
  captchaWrong: {
    retry: 'after-change',
    zh: '验证码不正确，未扣除机会，请输入新的验证码。',
    en: 'The captcha answer is wrong. Nothing was charged; please answer a new one.',
  },
  captchaSpent: {
    retry: 'after-change',
    zh: '验证码已失效，未扣除机会，请换一张。',
    en: 'This captcha is no longer valid. Nothing was charged; please take a new one.',
  },
  noneFree: {
    retry: 'later',
    zh: '号池中暂无可用号码，未扣除机会。',
    en: 'No number is free at present. Nothing was charged.',
  },
  holdNotYours: { retry: 'never', zh: '该占号不属于本次选号。', en: 'This hold does not belong to this selection.' },
  holdLapsed: {
    retry: 'never',
    zh: '倒计时已结束，号码已释放。',
    en: 'The countdown has ended and the number is free again.',
  },
  plateNotInHold: {
    retry: 'after-change',
    zh: '所选号码不在本次占号之内。',
    en: 'That number is not among those held for you.',
  },
  codeTooSoon: {
    retry: 'later',
    zh: '短信验证码发送过于频繁，请稍候。',
    en: 'A code was sent a moment ago. Please wait.',
  },
  noCodesLeft: {
    retry: 'never',
    zh: '本次占号的短信验证码已发完，请输入最近收到的验证码。',
    en: 'No more codes are sent for this number. Please enter the last one that you received.',
  },
  tooManyCodes: {
    retry: 'later',
    zh: '该手机号今天的短信验证码已发完，未扣除机会。',
    en: 'No more codes are sent to this mobile today. Nothing was charged.',
  },
  messagesPaused: {
    retry: 'later',
    zh: '短信发送量过大，暂停片刻，未扣除机会，请稍候再试。',
    en: 'Too many codes are being sent, and sending rests for a moment. Nothing was charged; please wait.',
  },
  codeNotRequested: { retry: 'after-change', zh: '请先获取短信验证码。', en: 'Please ask for a code first.' },
  codeWrong: { retry: 'now', zh: '短信验证码不正确。', en: 'The code is wrong.' },
  codeDead: {
    retry: 'after-change',
    zh: '短信验证码已失效，请重新获取。',
    en: 'This code is no longer valid. Please ask for a new one.',
  },
  formWrong: {
    retry: 'after-change',
    zh: '表单填写有误，请按各项提示改正。',
    en: 'Some fields are wrong. Please correct them as said beside each.',
  },
  inPersonRequired: {
    retry: 'after-change',
    zh: '网上注册的用户只能查询。请携带身份证明到车管所窗口办理面签后再申请选号。',
    en: 'An account registered on the web can look things up only. Please bring your identity document to a desk of the vehicle office and have the account signed in person before you apply.',
  },
  alreadyRegistered: {
    retry: 'never',
    zh: '该身份证号码已注册。请直接登录；忘记口令请携带身份证明到车管所窗口办理。',
    en: 'This identity number is registered already. Please sign in; if you have lost the pass-phrase, bring your identity document to a desk.',
  },
  registrationEnded: {
    retry: 'after-change',
    zh: '本次注册已失效，请重新填写。',
    en: 'This registration has ended. Please fill in the form again.',
  },
  demoAccount: {
    retry: 'never',
    zh: '演示账号不能修改。',
    en: 'A demo account cannot be changed.',
  },
  demoDeskElsewhere: {
    retry: 'never',
    zh: '演示窗口只能在运行本服务的计算机上使用；如需从别处使用，请以 DEMO_DESK=everywhere 启动。',
    en: 'The desk of this demo is open only at the machine that runs it; to open it to others, start the server with DEMO_DESK=everywhere.',
  },
  accountOutlastsDemo: {
    retry: 'never',
    zh: '演示窗口不能更改正式账号。',
    en: 'The desk of a demo may not change an account that was made outside of one.',
  },
  banned: {
    retry: 'later',
    zh: '您因未按期办理注册登记，暂时不能申请选号。',
    en: 'You may not apply at present, because a reserved number was not registered in time.',
  },
  vehicleUnknown: {
    retry: 'after-change',
    zh: '新车登记库中没有该车辆。请核对车辆识别代号；刚购买的车辆请在经销商上传信息后再试。',
    en: 'The register of new vehicles does not have this vehicle. Please check the VIN; a vehicle bought just now is entered by its dealer first.',
  },
  vehicleNotYours: {
    retry: 'after-change',
    zh: '该车辆不在您的名下。',
    en: 'This vehicle is not registered in your name.',
  },
  vehicleTransferred: {
    retry: 'never',
    zh: '该车辆为二手车，不能网上选号，请到车管所窗口办理。',
    en: 'This vehicle is second-hand, and no number can be chosen for it here. Please go to a desk of the vehicle office.',
  },
  vehicleNotSmall: {
    retry: 'never',
    zh: '网上选号仅限小型汽车。',
    en: 'Numbers can be chosen here for small vehicles only.',
  },
  vehicleClassNotOpen: {
    retry: 'never',
    zh: '该车辆为小型新能源汽车，号牌为六位字符，本号池未开放此类号牌。',
    en: 'This vehicle gets a new-energy plate of six characters, which cannot be chosen here.',
  },
  vehicleHasPlate: { retry: 'never', zh: '该车辆已有号牌。', en: 'This vehicle has a plate already.' },
  vehicleTaken: {
    retry: 'never',
    zh: '该车辆已办理过选号申请。',
    en: 'An application for this vehicle has been completed already.',
  },
  invoiceMismatch: {
    retry: 'after-change',
    zh: '发票代码或发票号码与登记的不一致。',
    en: 'The invoice code or the invoice number differs from the one on record.',
  },
  notAllowed: {
    retry: 'never',
    zh: '您的岗位无权进行此操作，本次尝试已记入审计日志。',
    en: 'Your role at the desk does not allow this. The attempt has been recorded.',
  },
  selectionUnknown: { retry: 'never', zh: '没有找到这次选号。', en: 'There is no such selection.' },
  searchTooVague: {
    retry: 'never',
    zh: '信息太少，无法查找。请输入车辆识别代号或手机号码的后四位，并加上姓名。',
    en: 'Too little to search by. Enter the last four characters of the VIN or mobile, and a name with them.',
  },
  voucherWrong: {
    retry: 'never',
    zh: '凭证的签名不正确，不能据此办理。',
    en: 'The signature of this voucher is wrong. Nothing may be handed over for it.',
  },
  voucherOfAnother: {
    retry: 'never',
    zh: '该凭证与现有的预选记录不符，可能是旧凭证。',
    en: 'This voucher was signed here, but not for the reservation that the number has now; it may be an old one.',
  },
  reservationUnknown: {
    retry: 'never',
    zh: '该号码没有待办理的预选记录。',
    en: 'Nobody has this number reserved.',
  },
  alreadyCollected: {
    retry: 'never',
    zh: '该号码已办理注册登记。',
    en: 'This number has been registered already.',
  },
  collectionMissed: {
    retry: 'never',
    zh: '该预选号已过最后办理日，号码已收回。',
    en: 'The last day to register this number has passed, and it has been taken back.',
  },
  blockWrong: {
    retry: 'after-change',
    zh: '号段格式不正确：各位字符须按数字、字母的顺序排列且不重复，位数须与号池一致。',
    en: 'This is no block of the pool: each position has distinct characters in order, and all blocks have as many positions.',
  },
  blockExists: { retry: 'after-change', zh: '该号段编号已被使用。', en: 'There is a block with this id already.' },
  blockUnknown: { retry: 'never', zh: '没有这个待开放的号段。', en: 'No such block is scheduled.' },
  timePassed: {
    retry: 'after-change',
    zh: '开放时间已过，请另选时间。',
    en: 'That time has passed. Please choose a later one.',
  },
  banUnknown: { retry: 'never', zh: '该申请人不在黑名单中。', en: 'This applicant is not banned.' },
  calendarWrong: {
    retry: 'after-change',
    zh: '日历有误：日期须在该年之内，放假日须为周一至周五，调休上班日须为周六或周日。',
    en: 'This is no calendar of that year: every day is in it, holidays fall on Monday to Friday, make-up days on Saturday or Sunday.',
  },
  importRunning: {
    retry: 'later',
    zh: '已有一个导入正在进行，请等它结束。',
    en: 'An import is under way on this connection. Please wait for its end.',
  },
  importUnknown: {
    retry: 'after-change',
    zh: '该导入已结束或不存在，请重新上传文件。',
    en: 'This import has ended or never was. Please send the file again.',
  },
  importPartMissing: {
    retry: 'after-change',
    zh: '上传缺少一部分，请从缺少处继续。',
    en: 'A part of the file is missing. Please go on from there.',
  },
  importTooLarge: {
    retry: 'never',
    zh: '文件过大，请分成几个文件。',
    en: 'The file is too large. Please cut it into several.',
  },
  messageUnknown: { retry: 'never', zh: '没有这条未送达的短信。', en: 'There is no such undelivered message.' },
  accountExists: {
    retry: 'after-change',
    zh: '该窗口用户名已被使用。',
    en: 'There is a desk account of this name already.',
  },
  accountUnknown: { retry: 'never', zh: '没有这个窗口账号。', en: 'There is no such desk account.' },
  ownAccount: { retry: 'never', zh: '不能对自己的账号进行此操作。', en: 'This cannot be done to one’s own account.' },
  proposalUnknown: {
    retry: 'never',
    zh: '该待确认事项已办理、已撤回或已过期。',
    en: 'This proposal was carried out, withdrawn, or has expired.',
  },
  proposalChanged: {
    retry: 'never',
    zh: '提出之后情况已有变化，请核对后重新提出。',
    en: 'What this proposal rests on has changed since. Please look again and propose it anew.',
  },
  secondPersonRequired: {
    retry: 'never',
    zh: '须由另一人确认：本人提出的不能自己确认，双方之一近日为对方开设的账号也不能确认。',
    en: 'Another person must confirm this: neither the one who proposed it, nor an account that one of the two made for the other a short while ago.',
  },
  proposerNotAllowed: {
    retry: 'never',
    zh: '提出人已无权办理此事项，该事项已作废。',
    en: 'The one who proposed this may not do it any longer, so it is void.',
  },
  gatewayDown: {
    retry: 'later',
    zh: '短信暂时无法发送，未扣除机会，请稍后重试。',
    en: 'Text messages cannot be sent at the moment. Nothing was charged; please try again shortly.',
  },
  outcomeUnknown: {
    retry: 'now',
    zh: '服务器暂时没有答复，请用同一命令编号再问一次。',
    en: 'The server has no answer yet. Ask again under the same command id.',
  },
  recovering: {
    retry: 'later',
    zh: '系统正在核对数据，选号暂停，请稍后再来。',
    en: 'Choosing has been stopped while the operators check the data. Please come back later.',
  },
  shuttingDown: {
    retry: 'later',
    zh: '服务器正在重启，请稍候。',
    en: 'The server is restarting. Please wait a moment.',
  },
} as const satisfies Record<string, Entry>;

export type RefusalCode = keyof typeof refusals;
const codes = Object.keys(refusals) as [RefusalCode, ...RefusalCode[]];

export const refusal = z
  .object({
    code: z.enum(codes),
    retry: z
      .enum(['now', 'later', 'after-change', 'never'])
      .describe('When trying again can help: at once, later, after another action, or never.'),
    zh: z.string(),
    en: z.string(),
    notBefore: z.int().optional().describe('For `later`, if known: the instant from which trying again can help.'),
    until: z.int().optional().describe('For `banned`: the instant at which the ban ends.'),
    work: workChallenge
      .optional()
      .describe(
        'For `workRequired`: send the same request again with `work`, the unchanged challenge and the `number` found.',
      ),
    entriesLeft: z.int().optional().describe('For `codeWrong`: entries left before the code dies.'),
    fields: z
      .array(z.string())
      .optional()
      .describe(
        'For `badRequest`: the paths of the wrong fields, never their values. Empty for the request as a whole.',
      ),
  })
  .describe('A refusal on the wire: its code, whether trying again can help, and a sentence in each language.');
export type Refusal = z.infer<typeof refusal>;
export type RefusalFacts = Pick<Refusal, 'notBefore' | 'until' | 'work' | 'entriesLeft' | 'fields'>;

/** Builds the wire form of a refusal. */
export const refuse = (code: RefusalCode, facts: RefusalFacts = {}): Refusal => ({ code, ...refusals[code], ...facts });
