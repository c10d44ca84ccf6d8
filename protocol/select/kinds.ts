import type { CommandName, selectNamespace } from './client-to-server.ts';

type Kinds = { readonly [N in CommandName]: Pick<(typeof selectNamespace.commands)[N], 'kind'> };

/** What clients must know of each command. It stands here again, so that they need no zod; its type holds it to the schemas. */
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
