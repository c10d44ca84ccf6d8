import type { Entry } from './refusal-entry.ts';

/** Registering, and applying for a vehicle. */
export const applying = {
  formWrong: {
    when: 'fields of a form are wrong',
    retry: 'after-change',
    zh: '表单填写有误，请按各项提示改正。',
    en: 'Some fields are wrong. Please correct them as said beside each.',
  },
  inPersonRequired: {
    when: 'an account that was only registered on the web applies',
    retry: 'after-change',
    zh: '网上注册的用户只能查询。请携带身份证明到车管所窗口办理面签后再申请选号。',
    en: 'An account registered on the web can look things up only. Please bring your identity document to a desk of the vehicle office and have the account signed in person before you apply.',
  },
  alreadyRegistered: {
    when: 'the identity number has an account',
    retry: 'never',
    zh: '该身份证号码已注册。请直接登录；忘记口令请携带身份证明到车管所窗口办理。',
    en: 'This identity number is registered already. Please sign in; if you have lost the pass-phrase, bring your identity document to a desk.',
  },
  registrationEnded: {
    when: 'the registration has expired, is complete, or never was',
    retry: 'after-change',
    zh: '本次注册已失效，请重新填写。',
    en: 'This registration has ended. Please fill in the form again.',
  },
  demoAccount: {
    when: 'an account of the demo is changed',
    retry: 'never',
    zh: '演示账号不能修改。',
    en: 'A demo account cannot be changed.',
  },
  demoDeskElsewhere: {
    when: "the desk of a demo is used from another machine than the server's",
    retry: 'never',
    zh: '演示窗口只能在运行本服务的计算机上使用；如需从别处使用，请以 DEMO_DESK=everywhere 启动。',
    en: 'The desk of this demo is open only at the machine that runs it; to open it to others, start the server with DEMO_DESK=everywhere.',
  },
  accountOutlastsDemo: {
    when: 'the desk of a demo changes an account that was made outside of one',
    retry: 'never',
    zh: '演示窗口不能更改正式账号。',
    en: 'The desk of a demo may not change an account that was made outside of one.',
  },
  banned: {
    when: 'a reserved number was not registered by its last day',
    retry: 'later',
    zh: '您因未按期办理注册登记，暂时不能申请选号。',
    en: 'You may not apply at present, because a reserved number was not registered in time.',
  },
  vehicleUnknown: {
    when: 'the register has no vehicle with this VIN',
    retry: 'after-change',
    zh: '新车登记库中没有该车辆。请核对车辆识别代号；刚购买的车辆请在经销商上传信息后再试。',
    en: 'The register of new vehicles does not have this vehicle. Please check the VIN; a vehicle bought just now is entered by its dealer first.',
  },
  vehicleNotYours: {
    when: 'the vehicle belongs to another owner',
    retry: 'after-change',
    zh: '该车辆不在您的名下。',
    en: 'This vehicle is not registered in your name.',
  },
  vehicleTransferred: {
    when: 'the vehicle has had an owner before',
    retry: 'never',
    zh: '该车辆为二手车，不能网上选号，请到车管所窗口办理。',
    en: 'This vehicle is second-hand, and no number can be chosen for it here. Please go to a desk of the vehicle office.',
  },
  vehicleNotSmall: {
    when: 'the vehicle is not of the small class',
    retry: 'never',
    zh: '网上选号仅限小型汽车。',
    en: 'Numbers can be chosen here for small vehicles only.',
  },
  vehicleClassNotOpen: {
    when: "the vehicle's plate has more characters than the pool's numbers",
    retry: 'never',
    zh: '该车辆为小型新能源汽车，号牌为六位字符，本号池未开放此类号牌。',
    en: 'This vehicle gets a new-energy plate of six characters, which cannot be chosen here.',
  },
  vehicleHasPlate: {
    when: 'the vehicle has a plate',
    retry: 'never',
    zh: '该车辆已有号牌。',
    en: 'This vehicle has a plate already.',
  },
  vehicleTaken: {
    when: 'an application for the vehicle is complete',
    retry: 'never',
    zh: '该车辆已办理过选号申请。',
    en: 'An application for this vehicle has been completed already.',
  },
  invoiceMismatch: {
    when: 'the invoice is not the one on record',
    retry: 'after-change',
    zh: '发票代码或发票号码与登记的不一致。',
    en: 'The invoice code or the invoice number differs from the one on record.',
  },
} as const satisfies Record<string, Entry>;
