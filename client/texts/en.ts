import { frameEn, times } from './frame-en.ts';
import type { Texts } from './zh.ts';

const { count } = frameEn;
const instant = (ms: number, timeZone: string | undefined): string =>
  new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'medium', timeZone }).format(ms);
const draws = (n: number): string => times(n, 'draw', 'draws');

export const en: Texts = {
  ...frameEn,
  brand: 'Choose a plate',
  account: 'Account',
  plate: { number: (spoken) => `Plate ${spoken}`, open: 'open' },
  connection: {
    ...frameEn.connection,
    lost: 'Reconnecting; the countdown goes on and nothing is lost.',
    unanswered: 'The server has not answered. Please try again shortly.',
    pageMissing: 'This page could not be loaded. Please check your network and reload.',
  },
  countdown: {
    left: (seconds) => `${times(seconds, 'second', 'seconds')} left`,
    unit: 's',
    over: 'The countdown has ended; checking with the server…',
  },
  lobby: {
    title: (prefix) => `${prefix} plates for small vehicles`,
    open: 'Open now',
    closed: 'Not open yet',
    opensIn: 'Opens in',
    closesAt: (time) => `until ${time}`,
    always: 'round the clock',
    alwaysDemo: 'This is a demo; choosing is open round the clock.',
    free: 'Free numbers',
    freeOf: (total) => `of ${count(total)} issued`,
    choosing: (n) => `${times(n, 'person', 'people')} choosing now`,
    blocks: 'Blocks',
    map: 'The pool at a glance',
    mapHint:
      'Each cell holds the numbers with the same first two characters; the stronger the colour, the more are free. Tap one for its figures.',
    mapLabel: (cells, free) => `Map of the pool: ${cells} cells, ${count(free)} free numbers in all`,
    mapCell: (lead, free, total) => `Beginning with ${lead}: ${count(free)} of ${count(total)} free`,
    less: 'few',
    more: 'many',
    goOn: 'Go on choosing',
    toAccount: 'Account and vehicles',
    welcome: (name) => `Hello, ${name}`,
  },
  signIn: {
    title: 'Sign in to choose',
    userName: 'User name',
    passPhrase: 'Pass-phrase',
    submit: 'Sign in',
    demo: 'Enter as a demo applicant',
    demoHint: (n) => `Uses one of ${count(n)} demo accounts at random; no registration needed.`,
    required: 'Please enter a user name and a pass-phrase.',
    newcomer: 'As a newcomer',
    organisation: 'As an organisation',
    newcomerHint:
      'These begin with the application form: their vehicles are in the register of new vehicles and not applied for yet. The organisation has three.',
    register: 'Register on the web',
    registerHint: 'No account yet? Organisations are signed at a desk.',
  },
  choosing: {
    title: 'Choose a number',
    closed: 'Choosing is closed now. You can look at what is free.',
    compose: 'Self-compose',
    draw: 'Draw',
    left: (n) => `${n} left`,
    vehicle: (model, vin) => `For ${model} (${vin})`,
    otherVehicle: 'Another vehicle',
    poolFigures: (free, choosing) =>
      `${times(free, 'number', 'numbers')} free, ${times(choosing, 'person', 'people')} choosing`,
  },
  compose: {
    positionOpen: (n, usable) => `Position ${n}, open; usable: ${usable === '' ? 'none' : usable}`,
    positionFilled: (n, face) => `Position ${n}, ${face}; press to clear`,
    matching: (n) => times(n, 'number still matches', 'numbers still match'),
    noneMatching: 'No number matches any more; erase one character',
    complete: 'The number is complete and can be verified',
    keyboard: 'Virtual keyboard',
    layoutOpened: (faces) => `The virtual keyboard has a new layout. Its keys in order: ${faces}`,
    keyUnusable: (face) => `${face}, not usable`,
    erase: 'Erase',
    clear: 'Clear',
    verify: 'Verify',
    verifyIn: (seconds) => `Verify (${seconds} s)`,
    needNumber: 'Please complete the number first.',
    needCaptcha: 'Please answer the captcha first.',
    taken: (plate, left) =>
      `${plate} has been taken by someone else. That used one try; ${times(left, 'try is', 'tries are')} left.`,
    near: 'Similar numbers that are free; tap one to fill it in:',
    noTries: 'No self-compose tries are left.',
    tryDraw: 'No luck composing? Try a draw',
    nothingLeft: 'No tries and no draws are left.',
  },
  captcha: {
    label: 'Captcha',
    image: 'Captcha image; enter its characters',
    another: 'Another one',
    work: 'Cannot read it? Let the browser do it',
    working: 'The browser is working on it…',
    worked: 'Answered by the browser; nothing to type',
    workFailed: 'The browser could not answer. Type the characters, or take another one.',
  },
  draw: {
    explain:
      'After the captcha, a set of numbers is drawn at random from all that are free, and kept for you alone until the countdown ends. Each draw uses one chance.',
    start: 'Draw now',
    noDraws: 'No draws are left.',
    tryCompose: 'Compose a number instead',
    pickTitle: 'Pick your number',
    pick: 'Pick one and confirm it before the countdown ends. The others are free again at once.',
    pickOne: 'Pick a number first',
    confirm: (plate) => `Confirm ${plate}`,
    giveUp: 'Give up and draw again',
    giveUpCost: (left) =>
      left > 0
        ? `These numbers are free again at once and cannot be got back. You have ${draws(left)} left.`
        : 'These numbers are free again at once and cannot be got back. You have no draws left.',
  },
  held: {
    title: 'The number is kept for you',
    sentence: (seconds) =>
      `This number is yours to reserve. You have no self-compose tries any more: please confirm it within ${times(seconds, 'second', 'seconds')}!`,
    confirm: 'Confirm this number',
    confirmHint: 'Next comes a text message; the number cannot be changed after this.',
    giveUp: 'Give this number up',
    giveUpCost: (left) =>
      left > 0
        ? `It is free again at once and cannot be got back. Self-compose stays over; you have ${draws(left)} left.`
        : 'It is free again at once and cannot be got back. You have no tries and no draws left.',
    giveUpSure: 'Yes, give it up',
    keep: 'Keep it',
    lapsed: 'The countdown has ended and the number is free again.',
  },
  code: {
    title: 'Text-message check',
    to: (phone) => `The code will be sent to ${phone}`,
    sentTo: (phone) => `The code was sent to ${phone}`,
    request: 'Send me a code',
    again: 'Send again',
    againIn: (seconds) => `Send again (${seconds} s)`,
    enter: 'Enter the 6-digit code',
    complete: 'Complete',
    sent: 'The code is on its way.',
    entriesLeft: (n) => `You can try ${n} more ${n === 1 ? 'time' : 'times'}.`,
    ifOver: (way, left) =>
      `If the countdown ends first, the number is free again${way === 'compose' ? ' and self-compose stays over' : ''}; ${left > 0 ? `you have ${draws(left)} left` : 'you have no draws left'}.`,
  },
  outbox: {
    open: 'Open the development outbox',
    title: 'Development outbox',
    hint: 'The demo sends no real text messages; they are shown here instead.',
    empty: 'No messages yet.',
    fill: (code) => `Fill in ${code}`,
    close: 'Hide',
  },
  reserved: {
    title: 'Reserved',
    lastDay: 'Last day to register',
    provisional: 'The holidays of that year have not been announced yet: this date is provisional.',
    missed: 'If you miss it, the number is withdrawn and you cannot choose again for two years.',
    bring: 'What to bring',
    documents: [
      'Your identity document (original)',
      'The invoice or other proof of purchase',
      'The vehicle’s certificate of conformity',
      'Proof of compulsory insurance',
      'The voucher',
    ],
    print: 'Print the voucher',
  },
  after: {
    registered: 'The number is registered',
    registeredAt: (at) => `The desk registered it on ${at}. Nothing is left to do here.`,
    missed: 'Not registered in time',
    withdrawn: (plate, lastDay) => `${plate} was not registered by its last day, ${lastDay}, and has been withdrawn.`,
    bannedUntil: (at) => `You cannot choose again until ${at}; after that you can, without asking.`,
  },
  voucher: {
    title: 'Voucher for a reserved plate number',
    plate: 'Reserved number',
    applicant: 'Applicant',
    vin: 'Vehicle (VIN)',
    model: 'Model',
    reservedAt: 'Reserved on',
    instant,
    qr: 'Signed QR code for the desk',
    note: 'Bring this voucher and the documents listed to a desk no later than the last day to register. The desk scans the code to check it.',
    print: 'Print',
    back: 'Back',
    missing: 'There is no voucher to print yet.',
    savePdf: 'Save as PDF',
    savePicture: 'Save as picture',
    saveFailed: 'This browser could not make the file. Please open this page in the system’s browser and try again.',
    noPrinting:
      'This browser cannot print. Save the voucher as a PDF or a picture and print that, or open this page in the system’s browser (Safari, Chrome).',
  },
};
