import { z } from 'zod';
import type { DeskCommand } from '../../command.ts';
import { commandId } from '../../ids.ts';
import { deskRole, deskUserName } from '../views.ts';

export const addAccount = {
  kind: 'command',
  role: 'manager',
  description:
    'Command: make a desk account. The server makes its pass-phrase, shows it once, and has it changed at the first sign-in.',
  request: z.strictObject({ id: commandId, userName: deskUserName, role: deskRole }),
  answer: z.object({ outcome: z.literal('added'), userName: z.string(), role: deskRole, passPhrase: z.string() }),
  refusals: ['accountExists'],
} as const satisfies DeskCommand;
