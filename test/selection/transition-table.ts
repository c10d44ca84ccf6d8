import type { RefusalCode } from '../../protocol/refusals.ts';
import type { Stage } from '../../protocol/selection-view.ts';
import type { Decision, Input } from '../../server/selection/machine.ts';
import type { states } from './states.ts';

/** What follows: an act of the store, or the refusal that is given instead. */
export type Expected = Exclude<Decision['verb'], 'refuse'> | RefusalCode;
type Row = Record<Input['kind'], Expected>;

// Parts of rows that recur.
const notReserved = { collect: 'wrongStage', beginAnew: 'wrongStage' } as const;
const withoutHold = {
  ...notReserved,
  release: 'wrongStage',
  confirm: 'wrongStage',
  requestCode: 'wrongStage',
  codeNotSent: 'wrongStage',
  enterCode: 'wrongStage',
} as const;
const afterHold = {
  ...notReserved,
  release: 'holdLapsed',
  confirm: 'holdLapsed',
  requestCode: 'holdLapsed',
  codeNotSent: 'holdLapsed',
  enterCode: 'holdLapsed',
} as const;
const notChoosing = { enterCompose: 'wrongStage', verify: 'wrongStage', draw: 'wrongStage' } as const;
const noWayBack = { ...notChoosing, ...notReserved, release: 'wrongStage', confirm: 'wrongStage' } as const;
const beforeConfirm = {
  ...notReserved,
  requestCode: 'wrongStage',
  codeNotSent: 'wrongStage',
  enterCode: 'wrongStage',
} as const;
const composeIsOver = { enterCompose: 'noTriesLeft', verify: 'noTriesLeft' } as const;

/** Every state × every input: a new stage, state or input does not compile until each of its cells is decided. */
export const table: { readonly [S in Stage]: { readonly [M in keyof (typeof states)[S]]: Row } } = {
  choosing: {
    fresh: { enterCompose: 'note', verify: 'layoutUnknown', draw: 'draw', ...withoutHold },
    entered: { enterCompose: 'stay', verify: 'hold', draw: 'draw', ...withoutHold },
    coolingDown: { enterCompose: 'stay', verify: 'coolingDown', draw: 'draw', ...withoutHold },
    withoutTries: { ...composeIsOver, draw: 'draw', ...withoutHold },
    withoutDraws: { enterCompose: 'stay', verify: 'hold', draw: 'noDrawsLeft', ...withoutHold },
  },
  holding: {
    live: { ...notChoosing, release: 'release', confirm: 'confirm', ...beforeConfirm },
    due: { ...composeIsOver, draw: 'draw', ...afterHold },
  },
  picking: {
    live: { ...notChoosing, release: 'release', confirm: 'confirm', ...beforeConfirm },
    due: { enterCompose: 'stay', verify: 'hold', draw: 'draw', ...afterHold },
  },
  confirming: {
    withoutCode: { ...noWayBack, requestCode: 'note', codeNotSent: 'stay', enterCode: 'codeNotRequested' },
    liveCode: { ...noWayBack, requestCode: 'codeTooSoon', codeNotSent: 'note', enterCode: 'reserve' },
    deadCode: { ...noWayBack, requestCode: 'codeTooSoon', codeNotSent: 'note', enterCode: 'codeDead' },
    expiredCode: { ...noWayBack, requestCode: 'note', codeNotSent: 'note', enterCode: 'codeDead' },
    lastCode: { ...noWayBack, requestCode: 'noCodesLeft', codeNotSent: 'note', enterCode: 'reserve' },
    due: { ...composeIsOver, draw: 'draw', ...afterHold },
  },
  reserved: {
    live: { ...notChoosing, ...withoutHold, collect: 'register' },
    missed: { ...notChoosing, ...withoutHold, beginAnew: 'note' },
    afterBan: { enterCompose: 'note', verify: 'layoutUnknown', draw: 'draw', ...withoutHold },
  },
  registered: {
    done: { ...notChoosing, ...withoutHold },
  },
  missed: {
    banned: { ...notChoosing, ...withoutHold, beginAnew: 'note' },
  },
};
