import { z } from 'zod';
import type { SelectCommand } from '../../command.ts';
import { commandId, holdToken, selectionVersion } from '../../ids.ts';

export const requestCode = {
  kind: 'command',
  description:
    "Command: send a code to the applicant's mobile; at most one every 60 s, 3 for one hold, and 5 a day to one mobile for all purposes (SMS-2).",
  request: z.strictObject({ id: commandId, version: selectionVersion, token: holdToken }),
  answer: z.object({ outcome: z.literal('codeSent'), phone: z.string() }),
  refusals: [
    'signInRequired',
    'wrongStage',
    'holdNotYours',
    'holdLapsed',
    'codeTooSoon',
    'noCodesLeft',
    'tooManyCodes',
    'messagesPaused',
    'gatewayDown',
  ],
} as const satisfies SelectCommand;
