import type { ServerEvents } from '../namespace.ts';
import { goodbye } from './pushes/goodbye.ts';
import { patternMoved } from './pushes/pattern-moved.ts';
import { poolMoved } from './pushes/pool-moved.ts';
import { selectionChanged } from './pushes/selection-changed.ts';
import { welcome } from './pushes/welcome.ts';

/** Everything the server says unasked on `/select`. */
export const serverToClient = { welcome, poolMoved, patternMoved, selectionChanged, goodbye } as const;

export type PushName = keyof typeof serverToClient;
export type ServerToClientEvents = ServerEvents<typeof serverToClient>;
