import { z } from 'zod';
import { captchaAnswer } from '../../captcha.ts';
import type { SelectCommand } from '../../command.ts';
import { commandId, layoutId, selectionVersion } from '../../ids.ts';
import { typedKeys } from '../../keyboard.ts';
import { serial } from '../../plate.ts';

export const verifyPlate = {
  kind: 'command',
  description:
    'Command: ask for the typed number. `held`: this selection holds it until the deadline, and no tries remain (COMP-7). `taken`: one try is used (COMP-6), and the answer names up to five near numbers that were free.',
  request: z.strictObject({
    id: commandId,
    version: selectionVersion,
    layout: layoutId,
    keys: typedKeys,
    captcha: captchaAnswer,
  }),
  answer: z.discriminatedUnion('outcome', [
    z.object({ outcome: z.literal('held'), plate: serial }),
    z.object({ outcome: z.literal('taken'), plate: serial, near: z.array(serial).max(5) }),
  ]),
  refusals: [
    'signInRequired',
    'wrongStage',
    'noTriesLeft',
    'poolClosed',
    'banned',
    'coolingDown',
    'layoutUnknown',
    'keyUnknown',
    'incompleteNumber',
    'numberNotInPool',
    'captchaWrong',
    'captchaSpent',
  ],
} as const satisfies SelectCommand;
