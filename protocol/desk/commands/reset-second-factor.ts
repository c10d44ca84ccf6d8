import { z } from 'zod';
import type { DeskCommand } from '../../command.ts';
import { commandId } from '../../ids.ts';
import { deskUserName, reason } from '../views.ts';

export const resetSecondFactor = {
  kind: 'command',
  role: 'manager',
  description:
    'Command: remove the one-time codes of another desk account, whose phone is lost; its sessions end. The pass-phrase stays.',
  request: z.strictObject({ id: commandId, userName: deskUserName, reason }),
  answer: z.object({ outcome: z.literal('reset'), userName: z.string() }),
  refusals: ['accountUnknown', 'ownAccount', 'demoAccount', 'secondFactorUnknown'],
} as const satisfies DeskCommand;
