import { z } from 'zod';
import { holdToken, instant, selectionId, selectionVersion } from './ids.ts';
import { serial } from './plate.ts';

export const way = z
  .enum(['compose', 'draw'])
  .describe('The two ways to choose: self-compose (自编选号) and draw (随机选号).');
export type Way = z.infer<typeof way>;

const common = {
  id: selectionId,
  version: selectionVersion,
  triesLeft: z.int().min(0),
  drawsLeft: z.int().min(0),
};

const codeView = z
  .object({
    phone: z.string().describe('The mobile that codes go to, masked: `138****5678`.'),
    sentAt: instant.nullable().describe('The sending of the last code; null before the first.'),
    resendFrom: instant.describe('The instant from which a code may be requested (again).'),
    entriesLeft: z.int().min(0).describe('Wrong entries left before the code dies.'),
  })
  .describe("The SMS code's state as the applicant sees it; never the code.");

export const selectionView = z
  .discriminatedUnion('stage', [
    z.object({
      ...common,
      stage: z.literal('choosing'),
      verifyFrom: instant
        .nullable()
        .describe('The instant from which *verify* is possible (COMP-5); null before the keyboard is first opened.'),
    }),
    z.object({ ...common, stage: z.literal('holding'), plate: serial, token: holdToken, deadline: instant }),
    z.object({ ...common, stage: z.literal('picking'), plates: z.array(serial), token: holdToken, deadline: instant }),
    z.object({
      ...common,
      stage: z.literal('confirming'),
      way,
      plate: serial,
      token: holdToken,
      deadline: instant,
      code: codeView,
    }),
    z.object({
      ...common,
      stage: z.literal('reserved'),
      way,
      plate: serial,
      reservedAt: instant,
      lastDay: z.string().describe("The last day to register, `YYYY-MM-DD` in the authority's zone (DONE-1)."),
      lastDayProvisional: z
        .boolean()
        .describe('True if the working-day calendar has no data for the year, so that only weekends are skipped.'),
    }),
    z.object({ ...common, stage: z.literal('registered'), plate: serial, registeredAt: instant }),
    z.object({
      ...common,
      stage: z.literal('missed'),
      plate: serial,
      lastDay: z.string().describe('The last day to register, now past (DONE-4).'),
      bannedUntil: instant,
    }),
  ])
  .describe(
    "One vehicle's selection as its owner sees it, at the instant of sending. A stage carries the facts that are true in it and no others; every deadline is absolute, by the server's clock.",
  );
export type SelectionView = z.infer<typeof selectionView>;
export type Stage = SelectionView['stage'];
