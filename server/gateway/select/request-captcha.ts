import type { Captchas } from '../../checks/captchas.ts';
import { ok } from '../../selection/result.ts';
import type { SelectHandler } from './handler.ts';

type Parts = { readonly captchas: Pick<Captchas, 'issue'> };

export const requestCaptcha =
  ({ captchas }: Parts): SelectHandler<'requestCaptcha'> =>
  async (_, { caller, now }) =>
    ok(await captchas.issue(caller.vehicle.selection, now));
