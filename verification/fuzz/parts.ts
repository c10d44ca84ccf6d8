import { commands } from './commands.ts';
import { frames } from './frames.ts';
import { handshakes } from './handshakes.ts';
import type { Part } from './part.ts';
import { replays } from './replays.ts';
import { states } from './states.ts';

/** Every kind of hostile input, in the order in which a stranger meets what it attacks. */
export const parts: readonly Part[] = [handshakes, frames, commands, states, replays];
