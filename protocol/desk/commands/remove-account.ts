import { z } from 'zod';
import type { DeskCommand } from '../../command.ts';
import { commandId } from '../../ids.ts';
import { deskUserName, reason } from '../views.ts';

export const removeAccount = {
  kind: 'command',
  role: 'manager',
  description: 'Command: remove a desk account; its sessions end. No account removes itself.',
  request: z.strictObject({ id: commandId, userName: deskUserName, reason }),
  answer: z.object({ outcome: z.literal('removed'), userName: z.string() }),
  refusals: ['accountUnknown', 'ownAccount', 'demoAccount'],
} as const satisfies DeskCommand;
