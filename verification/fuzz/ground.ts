import type { z } from 'zod';
import { captchaId, holdToken, keyId, layoutId, selectionVersion } from '../../protocol/ids.ts';
import { serial } from '../../protocol/plate.ts';
import type { SelectionView } from '../../protocol/selection-view.ts';
import { type Applicant, arrive } from '../actors/applicant.ts';
import { deskToken } from '../actors/desk-worker.ts';
import type { Known } from './from-schema.ts';
import type { Target } from './target.ts';

/** An applicant whose session the hostile part has: signed in like any other, with a known keyboard and version. */
type Person = { readonly token: string | undefined; readonly view: SelectionView | null; readonly known: Known };
/** The hostile part's sessions: applicants in every stage, one that only watches, and the desk's two roles. */
export type Ground = {
  readonly people: readonly Person[];
  readonly clerk: string;
  readonly manager: string;
  readonly leave: () => void;
};

/** Stages that a walk of one or two commands leads to. */
const WALKS: readonly ((me: Applicant, nth: number) => Promise<unknown>)[] = [
  (me) => me.openKeyboard(),
  (me) => me.draw(),
  (me, nth) => me.hold(plateOf(nth)),
  async (me, nth) => {
    await me.hold(plateOf(nth));
    await me.confirm();
    await me.receiveCode();
  },
  async (me) => {
    const { plates } = await me.draw();
    await me.confirm(plates[0]);
    await me.finish();
  },
];
const plateOf = (nth: number): string => `${10 + nth}AK3`;

/** Signs everybody in and leads them to their stages. At a server that is not ours they stay where they begin. */
export const prepare = async (target: Target, count: number): Promise<Ground> => {
  const present: Applicant[] = [];
  for (let nth = 0; nth < count; nth += 1) {
    const me = await arrive(target.url, `demo${nth + 1}`);
    present.push(me);
    if (me.view.stage !== 'choosing') continue;
    const layout = me.view.triesLeft > 0 ? await me.openKeyboard() : undefined;
    if (target.inside !== null) await WALKS[nth % WALKS.length]?.(me, nth);
    else if (layout === undefined) await me.look();
  }
  const tokens = present.flatMap(({ view }) => ('token' in view ? [view.token] : []));
  const people = await Promise.all(
    present.map(async (me): Promise<Person> => {
      const { id: captcha } = await me.carryOut('requestCaptcha', {});
      const layout = me.view.stage === 'choosing' && me.view.triesLeft > 0 ? await me.openKeyboard() : undefined;
      // Another's hold, never one's own: naming that one would only give it back.
      const others = tokens.filter((token) => !('token' in me.view) || token !== me.view.token);
      const known = new Map<z.core.$ZodType, readonly unknown[]>([
        [selectionVersion, [me.view.version]],
        [captchaId, [captcha]],
        [holdToken, others],
        [serial, [plateOf(2), plateOf(3), '55AK5']],
      ]);
      if (layout !== undefined) {
        known.set(layoutId, [layout.id]);
        known.set(
          keyId,
          layout.keys.slice(0, 12).map(({ id }) => id),
        );
      }
      return { token: me.token, view: me.view, known };
    }),
  );
  const [clerk, manager] = await Promise.all(['demo-clerk', 'demo-manager'].map((name) => deskToken(target.url, name)));
  if (typeof clerk !== 'string' || typeof manager !== 'string') throw new Error('the desk cannot be signed in at');
  return {
    people: [...people, { token: undefined, view: null, known: new Map() }],
    clerk,
    manager,
    leave: () => present.map((me) => me.leave()),
  };
};
