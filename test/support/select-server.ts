import { pino } from 'pino';
import { Peers } from '../../server/engine/peers.ts';
import { SelectServer } from '../../server/gateway/select-server.ts';
import { ConnectionQuota } from '../../server/limits/connection-quota.ts';
import { KeyBudget } from '../../server/limits/key-budget.ts';
import type { PatternTopics } from '../../server/push/pattern-topics.ts';
import type { PoolTopic } from '../../server/push/pool-topic.ts';
import { SelectionTopics } from '../../server/push/selection-topics.ts';
import { createMetrics } from '../../server/telemetry/metrics.ts';

type Parts = ConstructorParameters<typeof SelectServer>[0];

const metrics = createMetrics();
const log = pino({ level: 'silent' });

/** The applicants' namespace without a pool behind it: who comes in is shown nothing, and no session ends elsewhere. */
export const openSelectServer = (parts: Partial<Parts> & Pick<Parts, 'namespace' | 'present'>): SelectServer =>
  new SelectServer({
    cookieMark: '',
    peers: new Peers(),
    findAccount: async () => undefined,
    endedOf: async () => [],
    pool: { watch: () => undefined, picture: {} } as unknown as PoolTopic,
    patterns: { unwatch: () => undefined } as unknown as PatternTopics,
    keys: new KeyBudget(null),
    accounts: new ConnectionQuota(1, {}),
    shareOf: () => undefined,
    selectionTopics: new SelectionTopics(
      () => ({}) as never,
      () => 0,
      () => undefined,
    ),
    dispatcher: { message: () => undefined },
    viewOf: () => ({}) as never,
    now: () => 0,
    serverVersion: '0.0.0',
    metrics,
    log,
    ...parts,
  });
