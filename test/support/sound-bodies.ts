import type { CommandName } from '../../protocol/select/client-to-server.ts';
import type { SelectionView } from '../../protocol/selection-view.ts';

/** A body in the right form for each command and query, as somebody with this view might send it; its captcha is none. */
export const soundBodies = (view: Partial<SelectionView> = {}): Record<CommandName, Record<string, unknown>> => {
  const common = { id: 'some-command-id', version: view.version ?? 0 };
  const token = 'token' in view ? view.token : 'x'.repeat(22);
  const captcha = { kind: 'text', id: 'y'.repeat(22), text: 'abcd' };
  const keys = [null, null, null, null, null];
  return {
    syncClock: {},
    readPool: {},
    readSelection: {},
    requestCaptcha: {},
    openKeyboard: { id: common.id },
    typePattern: { layout: 'some-layout', keys },
    verifyPlate: { ...common, layout: 'some-layout', keys, captcha },
    drawPlates: { ...common, captcha },
    releaseHold: { ...common, token },
    confirmPlate: { ...common, token, plate: '12AK3' },
    requestCode: { ...common, token },
    completeReservation: { ...common, token, code: '123456' },
  };
};
