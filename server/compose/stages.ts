import type { Deadlines } from './deadlines.ts';
import type { Desk } from './desk.ts';
import type { Operations } from './operations.ts';
import type { PeopleStage } from './people.ts';
import type { PoolNode } from './pool-node.ts';
import type { Applicants, Sockets } from './sockets.ts';
import type { Home, Store } from './store.ts';

/** The stages of a server, in the order in which `compose` makes them; each names those that it is made of. */
export type Stages = {
  readonly home: Home;
  readonly pool: Store;
  readonly deadlines: Deadlines;
  readonly sockets: Sockets;
  readonly node: PoolNode;
  readonly people: PeopleStage;
  readonly applicants: Applicants;
  readonly desk: Desk;
  readonly operations: Operations;
};
