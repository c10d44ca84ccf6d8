import type { Way } from '../../protocol/selection-view.ts';
import { frameZh } from './frame.ts';
import type { Translation } from './translation.ts';

const number = new Intl.NumberFormat('zh-CN');
const count = (n: number): string => number.format(n);
const day = new Intl.DateTimeFormat('zh-CN', { dateStyle: 'long', timeZone: 'UTC' });
const weekday = new Intl.DateTimeFormat('zh-CN', { weekday: 'long', timeZone: 'UTC' });
const instant = (ms: number, timeZone: string | undefined): string =>
  new Intl.DateTimeFormat('zh-CN', { dateStyle: 'long', timeStyle: 'medium', timeZone }).format(ms);

export const zh = {
  ...frameZh,
  brand: '机动车号牌选号',
  account: '账户',
  count,
  plate: { number: (spoken: string) => `号牌 ${spoken}`, open: '空' },
  connection: {
    ...frameZh.connection,
    lost: '正在重新连接，倒计时照常，内容不会丢失。',
    unanswered: '服务器暂时没有答复，请稍后再试。',
    pageMissing: '这一页没有载入，请检查网络后刷新。',
  },
  countdown: {
    left: (seconds: number) => `还剩 ${seconds} 秒`,
    unit: '秒',
    over: '倒计时已结束，正在向服务器核对……',
  },
  lobby: {
    title: (prefix: string) => `${prefix} 小型汽车号牌预选`,
    open: '正在开放',
    closed: '尚未开放',
    opensIn: '距开放还有',
    closesAt: (time: string) => `${time} 截止`,
    always: '全天开放',
    alwaysDemo: '这是演示系统，号码全天开放。',
    free: '可选号牌',
    freeOf: (total: number) => `共投放 ${count(total)} 个`,
    choosing: (n: number) => `${count(n)} 人正在选号`,
    blocks: '号段',
    map: '号池一览',
    mapHint: '每格是前两位相同的号牌，颜色越浓，可选的越多。点一格看数量。',
    mapLabel: (cells: number, free: number) => `号池一览：${cells} 格，共 ${count(free)} 个可选号牌`,
    mapCell: (lead: string, free: number, total: number) =>
      `${lead} 开头：可选 ${count(free)} 个，共 ${count(total)} 个`,
    less: '少',
    more: '多',
    goOn: '继续选号',
    toAccount: '账户与车辆',
    welcome: (name: string) => `${name}，您好`,
  },
  signIn: {
    title: '登录后选号',
    userName: '用户名',
    passPhrase: '口令',
    submit: '登录',
    demo: '用演示账号进入',
    demoHint: (n: number) => `从 ${count(n)} 个演示账号中随机选用一个，无需注册。`,
    required: '请填写用户名和口令。',
    newcomer: '新申请人',
    organisation: '演示单位',
    newcomerHint: '这两种账号从填写申请开始：车辆已在新车登记库中，尚未申请；单位有三辆车。',
    register: '网上注册',
    registerHint: '还没有账号？单位请到车管所窗口办理。',
  },
  choosing: {
    title: '选择号牌',
    closed: '现在不是选号时间，可以先查看可选的号牌。',
    compose: '自编选号',
    draw: '随机选号',
    left: (n: number) => `剩余 ${n} 次`,
    vehicle: (model: string, vin: string) => `为 ${model}（${vin}）选号`,
    otherVehicle: '换一辆车',
    poolFigures: (free: number, choosing: number) => `可选号牌 ${count(free)} 个，${count(choosing)} 人正在选号`,
  },
  compose: {
    positionOpen: (n: number, usable: string) => `第 ${n} 位，空，可用字符：${usable === '' ? '无' : usable}`,
    positionFilled: (n: number, face: string) => `第 ${n} 位，${face}，点按可清除`,
    matching: (n: number) => `还有 ${count(n)} 个号牌符合`,
    noneMatching: '没有符合的号牌了，请删除一位再试',
    complete: '号码已完整，可以验证',
    keyboard: '虚拟键盘',
    layoutOpened: (faces: string) => `虚拟键盘已更换，按键依次为：${faces}`,
    keyUnusable: (face: string) => `${face}，不可用`,
    erase: '删除',
    clear: '清空',
    verify: '验证',
    verifyIn: (seconds: number) => `验证（${seconds} 秒）`,
    needNumber: '请先输入完整的号码。',
    needCaptcha: '请先填写验证码。',
    taken: (plate: string, left: number) => `号牌 ${plate} 已被他人预选，自编机会减少 1 次，还剩 ${left} 次。`,
    near: '相近的可选号牌，点一下即可填入：',
    noTries: '自编选号机会已用完。',
    tryDraw: '自编选不到号牌？尝试随机选号',
    nothingLeft: '自编和随机选号机会均已用完。',
  },
  captcha: {
    label: '验证码',
    image: '验证码图片，请输入图中的字符',
    another: '换一张',
    work: '看不清图片？由浏览器代为验证',
    working: '浏览器正在验证……',
    worked: '浏览器已完成验证，无需输入',
    workFailed: '浏览器验证未成功，请输入图中字符或换一张。',
  },
  draw: {
    explain: '填写验证码后开始随机，系统从全部可选号牌中抽出一组，在倒计时内只为您保留。每次随机用去一次机会。',
    start: '开始随机',
    noDraws: '随机选号机会已用完。',
    tryCompose: '改用自编选号',
    pickTitle: '选出您要的号牌',
    pick: '请在倒计时结束前选定一个号牌并确认。其余号牌会立即释放。',
    pickOne: '请先选一个号牌',
    confirm: (plate: string) => `确认选号 ${plate}`,
    giveUp: '放弃重选',
    giveUpCost: (left: number) =>
      left > 0
        ? `这一组号牌将立即释放，不能找回。您还可以随机 ${left} 次。`
        : '这一组号牌将立即释放，不能找回。您的随机机会已用完。',
  },
  held: {
    title: '号牌已为您保留',
    sentence: (seconds: number) => `号牌可预选，您已不再拥有自编选号机会，请在 ${seconds} 秒内确认号牌！`,
    confirm: '确认选号',
    confirmHint: '确认后进入短信验证，不能再更换号牌。',
    giveUp: '放弃此号牌',
    giveUpCost: (draws: number) =>
      draws > 0
        ? `放弃后号牌立即释放，不能找回；自编选号不再可用，您还可以随机选号 ${draws} 次。`
        : '放弃后号牌立即释放，不能找回；自编和随机选号机会均已用完。',
    giveUpSure: '确定放弃',
    keep: '继续保留',
    lapsed: '倒计时已结束，号牌已释放。',
  },
  code: {
    title: '短信验证',
    to: (phone: string) => `验证码将发送到手机 ${phone}`,
    sentTo: (phone: string) => `验证码已发送到手机 ${phone}`,
    request: '获取验证码',
    again: '重新获取',
    againIn: (seconds: number) => `重新获取（${seconds} 秒）`,
    enter: '输入 6 位短信验证码',
    complete: '完成预选',
    sent: '验证码已发送，请查收短信。',
    entriesLeft: (n: number) => `还可以输入 ${n} 次。`,
    ifOver: (way: Way, draws: number) => {
      const next = draws > 0 ? `您还可以随机选号 ${draws} 次。` : '随机选号机会已用完。';
      return `若倒计时结束仍未完成，号牌将释放${way === 'compose' ? '，自编选号不再可用' : ''}；${next}`;
    },
  },
  outbox: {
    open: '查看开发用短信箱',
    title: '开发用短信箱',
    hint: '演示环境不发送真实短信，短信内容显示在这里。',
    empty: '还没有短信。',
    fill: (code: string) => `填入 ${code}`,
    close: '收起',
  },
  reserved: {
    title: '预选成功',
    lastDay: '最迟登记日',
    day: (isoDay: string) => `${day.format(new Date(isoDay))} ${weekday.format(new Date(isoDay))}`,
    provisional: '该日期所在年度的放假安排尚未公布，此为暂定日期，请以正式公布为准。',
    missed: '逾期未登记，号牌将收回，两年内不能再次选号。',
    bring: '办理登记时请携带',
    documents: ['本人身份证明原件', '购车发票等机动车来历证明', '整车出厂合格证', '交强险凭证', '预选号凭证'],
    print: '打印凭证',
  },
  after: {
    registered: '号牌已登记',
    registeredAt: (at: string) => `车管所已于 ${at} 办理注册登记，选号到此完成。`,
    missed: '逾期未登记',
    withdrawn: (plate: string, lastDay: string) => `号牌 ${plate} 截至最迟登记日（${lastDay}）仍未办理登记，已被收回。`,
    bannedUntil: (at: string) => `${at} 之前，您不能再次选号；到期后自动恢复。`,
  },
  voucher: {
    title: '机动车号牌预选号凭证',
    plate: '预选号牌',
    applicant: '申请人',
    vin: '车辆识别代号',
    model: '车辆型号',
    reservedAt: '预选时间',
    instant,
    qr: '带有签名的二维码，供窗口核验',
    note: '请在最迟登记日之前持本凭证和所列材料到车管所窗口办理登记。窗口扫描二维码即可核验真伪。',
    print: '打印',
    back: '返回',
    missing: '还没有可打印的凭证。',
    savePdf: '保存为 PDF',
    savePicture: '保存为图片',
    saveFailed: '此浏览器无法生成文件，请用系统浏览器打开本页后重试。',
    noPrinting: '当前浏览器不能打印：请保存为 PDF 或图片后打印，或用系统浏览器（Safari、Chrome 等）打开本页。',
  },
};

/** Every sentence of the applicants' pages; the other languages are held to the Chinese ones. */
export type Texts = Translation<typeof zh>;
