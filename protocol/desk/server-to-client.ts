import type { ServerEvents } from '../namespace.ts';
import { countersMoved } from './pushes/counters-moved.ts';
import { deskGoodbye } from './pushes/desk-goodbye.ts';
import { deskWelcome } from './pushes/desk-welcome.ts';
import { importMoved } from './pushes/import-moved.ts';

/** Everything the server says unasked on `/desk`. */
export const deskServerToClient = { deskWelcome, countersMoved, importMoved, goodbye: deskGoodbye } as const;

export type DeskPushName = keyof typeof deskServerToClient;
export type DeskServerToClientEvents = ServerEvents<typeof deskServerToClient>;
