import { pino } from 'pino';
import { authoritySettings } from '../../server/authority/settings.ts';
import { createPoolNode } from '../../server/compose/pool-node.ts';
import { StoreClock } from '../../server/pool/store-clock.ts';
import { MemoryPoolStore } from '../pool/memory-store.ts';
import { FakeNamespace } from './fake-namespace.ts';

type Parts = Parameters<typeof createPoolNode>[0];

/**
 * A node of a pool as the server makes it, but that nothing begins by itself: it hears of the pool through its follower,
 * and its topics have their ticks, when the test lets them.
 */
export const openPoolNode = (parts: Partial<Parts> = {}) =>
  createPoolNode({
    settings: authoritySettings.parse({ hours: 'always' }),
    store: new MemoryPoolStore(() => 0),
    clock: new StoreClock(),
    namespace: new FakeNamespace().asNamespace,
    returns: { after: () => 0, shownForMs: 0 },
    deadlines: { held: () => undefined, reserved: () => undefined },
    choosingElsewhere: () => 0,
    goesOn: async () => true,
    watch: {},
    wait: async () => undefined,
    life: { starts: () => undefined, stops: () => undefined, every: () => undefined },
    log: pino({ level: 'silent' }),
    ...parts,
  });
