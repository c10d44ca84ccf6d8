import { z } from 'zod';

/** What an operator's client says when it joins `/desk`. */
export const deskHandshake = {
  description:
    'Joins the namespace: the data of Socket.IO’s CONNECT packet (`auth`). The desk session’s token, or for a browser its cookie; an applicant’s token is invalid here.',
  request: z.object({
    token: z.string().optional().describe('From `POST /api/desk/session`.'),
    account: z
      .string()
      .optional()
      .describe(
        'For a browser, whose tabs share one cookie: the user name that the page acts for; refused for any other.',
      ),
  }),
  refusals: [
    'signInRequired',
    'sessionEnded',
    'passPhraseChangeRequired',
    'secondFactorRequired',
    'alreadyJoined',
    'outcomeUnknown',
  ],
} as const;
export type DeskHandshakeRefusal = (typeof deskHandshake.refusals)[number];
