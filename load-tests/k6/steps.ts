import { sha256 } from 'k6/crypto';
import http from 'k6/http';
import type { CaptchaAnswer } from '../../protocol/captcha.ts';
import type { OutboxView } from '../../protocol/http/outbox.ts';
import type { KeyboardLayout } from '../../protocol/keyboard.ts';
import type { AnswerOf, Reply } from '../../protocol/select/client-to-server.ts';
import { keysOf } from '../../verification/actors/keys.ts';
import { codeIn } from '../../verification/actors/sms-code.ts';
import { solversWith } from '../../verification/actors/work.ts';
import type { Person } from './person.ts';
import { plan } from './plan.ts';

const { solveCaptcha } = solversWith((text) => sha256(text, 'hex'));

/** Everything that a verification needs, prepared. */
export type Prepared = { readonly layout: KeyboardLayout; readonly captcha: CaptchaAnswer };

export const freshCaptcha = async (person: Person): Promise<CaptchaAnswer> =>
  solveCaptcha(await person.carryOut('requestCaptcha', {}));

/** Opens the keyboard, fetches and answers a captcha, and waits out the interval before *verify*. */
export const prepare = async (person: Person): Promise<Prepared> => {
  const { layout } = await person.carryOut('openKeyboard', {});
  const captcha = await freshCaptcha(person);
  await person.until(person.at('choosing').verifyFrom ?? 0);
  return { layout, captcha };
};

export const verify = (person: Person, plate: string, prepared: Prepared): Promise<Reply<'verifyPlate'>> =>
  person.ask('verifyPlate', {
    version: person.view.version,
    layout: prepared.layout.id,
    keys: keysOf(prepared.layout, plate),
    captcha: prepared.captcha,
  });

/** Draws; answers the numbers. */
export const draw = async (person: Person): Promise<readonly string[]> => {
  const captcha = await freshCaptcha(person);
  const { plates } = await person.carryOut('drawPlates', { version: person.view.version, captcha });
  return plates;
};

const held = ({ view }: Person) => ({ version: view.version, token: 'token' in view ? view.token : '' });

export const release = (person: Person): Promise<AnswerOf<'releaseHold'>> =>
  person.carryOut('releaseHold', held(person));

export const confirm = (person: Person, plate: string): Promise<AnswerOf<'confirmPlate'>> =>
  person.carryOut('confirmPlate', { ...held(person), plate });

/** From *confirming* to a reserved number, with the code from the development outbox. */
export const complete = async (person: Person): Promise<string> => {
  await person.carryOut('requestCode', held(person));
  const code = codeIn((await getJson(person, '/api/outbox')) as OutboxView);
  if (code === undefined) throw new Error('no code in the outbox');
  const { plate } = await person.carryOut('completeReservation', { ...held(person), code });
  return plate;
};

/** Reads something over HTTP in the person's session; rejects unless it is answered with 200. */
export const getJson = async (person: Person, path: string): Promise<unknown> => {
  const headers = { authorization: `Bearer ${person.token}` };
  const response = await http.asyncRequest('GET', `${plan.url}${path}`, null, { headers, tags: { name: path } });
  if (response.status !== 200) throw new Error(`GET ${path}: ${response.status} ${response.error}`);
  return JSON.parse(response.body ?? '');
};
