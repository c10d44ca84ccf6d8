import type { CommandName, selectNamespace } from './client-to-server.ts';

type Kinds = { readonly [N in CommandName]: Pick<(typeof selectNamespace.commands)[N], 'kind'> };

/** The facts of each command that clients need, without zod. The type keeps them equal to the schemas. */
export const selectKinds: Kinds = {
  syncClock: { kind: 'query' },
  readPool: { kind: 'query' },
  readSelection: { kind: 'query' },
  openKeyboard: { kind: 'command' },
  typePattern: { kind: 'query' },
  requestCaptcha: { kind: 'query' },
  verifyPlate: { kind: 'command' },
  drawPlates: { kind: 'command' },
  releaseHold: { kind: 'command' },
  confirmPlate: { kind: 'command' },
  requestCode: { kind: 'command' },
  completeReservation: { kind: 'command' },
};
