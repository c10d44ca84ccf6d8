import { EventEmitter } from 'node:events';
import { pino } from 'pino';
import { expect, test, vi } from 'vitest';
import { Peers } from '../../server/engine/peers.ts';
import { SelectServer } from '../../server/gateway/select-server.ts';
import { ConnectionQuota } from '../../server/limits/connection-quota.ts';
import { KeyBudget } from '../../server/limits/key-budget.ts';
import type { PatternTopics } from '../../server/push/pattern-topics.ts';
import type { PoolTopic } from '../../server/push/pool-topic.ts';
import type { SelectNamespace } from '../../server/push/select-namespace.ts';
import type { SelectionTopics } from '../../server/push/selection-topics.ts';
import type { SelectionCache } from '../../server/selection/selection-cache.ts';
import { createMetrics } from '../../server/telemetry/metrics.ts';

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
  const server = new SelectServer({
    cookieMark: '',
    namespace: doorway as unknown as SelectNamespace,
    peers: new Peers(),
    findAccount: async () => undefined,
    endedOf: async () => [],
    present: {} as SelectionCache,
    pool: {} as PoolTopic,
    patterns: {} as PatternTopics,
    keys: new KeyBudget(null),
    accounts: new ConnectionQuota(1, {}),
    shareOf: () => undefined,
    selections: {} as SelectionTopics,
    dispatcher: {} as never,
    viewOf: () => {
      throw new RangeError('no block holds this address');
    },
    now: () => 0,
    serverVersion: '0.0.0',
    metrics: createMetrics(),
    log: pino({ level: 'silent' }),
  });
  expect(server).toBeDefined();
  const socket = brokenSocket();
  doorway.emit('connection', socket);
  expect(socket.disconnect).toHaveBeenCalledWith(true);
});
