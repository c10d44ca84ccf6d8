import type { Captchas } from '../../checks/captchas.ts';
import type { Selections } from '../../selection/selections.ts';
import type { SelectHandler } from './handler.ts';

type Parts = { readonly selections: Pick<Selections, 'draw'>; readonly captchas: Pick<Captchas, 'read'> };

export const drawPlates =
  ({ selections, captchas }: Parts): SelectHandler<'drawPlates'> =>
  ({ captcha }, { command }) =>
    selections.draw(command, captchas.read(captcha));
