import { EventEmitter } from 'node:events';
import { expect, test, vi } from 'vitest';
import type { SelectNamespace } from '../../server/push/select-namespace.ts';
import type { SelectionCache } from '../../server/selection/selection-cache.ts';
import { openSelectServer } from '../support/select-server.ts';

/** A namespace that knows how somebody connects, and nothing else. */
class Doorway extends EventEmitter {
  use(): void {}
}

/** A connection to which nothing can be said. */
const brokenSocket = () =>
  Object.assign(new EventEmitter(), {
    onAny: () => undefined,
    emit: () => {
      throw new RangeError('no block holds this address');
    },
    disconnect: vi.fn<(close?: boolean) => void>(),
  });

test('SAFE-3 a connection that cannot be welcomed is ended, and no crash', () => {
  const doorway = new Doorway();
  openSelectServer({
    namespace: doorway as unknown as SelectNamespace,
    present: {} as SelectionCache,
    viewOf: () => {
      throw new RangeError('no block holds this address');
    },
  });
  const socket = brokenSocket();
  doorway.emit('connection', socket);
  expect(socket.disconnect).toHaveBeenCalledWith(true);
});
