import { z } from 'zod';

/** What a client says when it joins `/select`, as Socket.IO's `auth`. */
export const selectHandshake = {
  description:
    'Joins the namespace: the data of Socket.IO’s CONNECT packet (`auth`). The session’s token, or for a browser its cookie; without either the connection only watches.',
  request: z.object({
    token: z.string().optional().describe('From `POST /api/session`.'),
    vehicle: z
      .string()
      .optional()
      .describe('The `selection` of one of the account’s vehicles; required if it has several.'),
    account: z
      .string()
      .optional()
      .describe(
        'For a browser, whose tabs share one cookie: the user name that the page acts for; refused for any other.',
      ),
  }),
  refusals: ['sessionEnded', 'alreadyJoined', 'tooManyRequests', 'outcomeUnknown'],
} as const;
export type SelectHandshakeRefusal = (typeof selectHandshake.refusals)[number];
