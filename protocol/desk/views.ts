import { z } from 'zod';
import { blockId, instant, ownerId, selectionId } from '../ids.ts';
import { serial } from '../plate.ts';
import { way } from '../selection-view.ts';

export const deskUserName = z
  .string()
  .regex(/^[a-z][a-z0-9_-]{2,31}$/)
  .describe('3 to 32 characters: a small letter, then small letters, digits, _ and -.');

export const deskRole = z
  .enum(['clerk', 'manager'])
  .describe('The role of a desk account. A manager may do everything that a clerk may.');
export type DeskRole = z.infer<typeof deskRole>;

export const sentence = z.object({ zh: z.string(), en: z.string() }).describe('The same in both languages.');
export type Sentence = z.infer<typeof sentence>;

export const deskPerson = z
  .object({
    owner: ownerId,
    userName: z.string(),
    displayName: z.string().describe('Masked for a person, whole for an organisation.'),
    kind: z.enum(['individual', 'organisation']),
    number: z
      .string()
      .nullable()
      .describe('The identity number or credit code, masked: `13**************1X`. Null for a demo applicant.'),
    phone: z.string().describe('Masked: `138****5678`.'),
    inPerson: z.boolean().describe('Signed in person (ACCT-1).'),
    bannedUntil: instant.nullable(),
  })
  .describe('The person, masked: enough to compare with a document on the table (ACCT-4).');
export type DeskPerson = z.infer<typeof deskPerson>;

const deskVehicle = z.object({ vin: z.string().describe('Masked.'), model: z.string() });
export type DeskVehicle = z.infer<typeof deskVehicle>;

const deskStage = z
  .discriminatedUnion('stage', [
    z.object({ stage: z.literal('choosing') }),
    z.object({ stage: z.literal('holding'), plate: serial, deadline: instant }),
    z.object({ stage: z.literal('picking'), plates: z.array(serial), deadline: instant }),
    z.object({ stage: z.literal('confirming'), way, plate: serial, deadline: instant }),
    z.object({
      stage: z.literal('reserved'),
      way,
      plate: serial,
      reservedAt: instant,
      lastDay: z.string().describe('`YYYY-MM-DD`.'),
      lastDayProvisional: z.boolean(),
    }),
    z.object({ stage: z.literal('registered'), plate: serial, registeredAt: instant }),
    z.object({ stage: z.literal('missed'), plate: serial, lastDay: z.string(), bannedUntil: instant }),
  ])
  .describe('The stage of a selection, at the instant of the reply.');
export type DeskStage = z.infer<typeof deskStage>;

export const deskSelection = z
  .object({
    id: selectionId,
    triesLeft: z.int(),
    drawsLeft: z.int(),
    present: deskStage,
    words: sentence.describe('The present stage in plain words.'),
    person: deskPerson.nullable().describe('Null if its person is no longer known.'),
    vehicle: deskVehicle.nullable(),
  })
  .describe('One selection as the desk sees it: no token, no code, personal data masked.');
export type DeskSelection = z.infer<typeof deskSelection>;

export const blockPattern = z
  .array(z.string().regex(/^[0-9A-HJ-NP-Z]{1,34}$/))
  .min(5)
  .max(6)
  .describe(
    'The characters of each position, in the order of the alphabet: digits, then letters without I and O (POOL-2).',
  );

export const blockName = z
  .object({ zh: z.string().trim().min(1).max(40), en: z.string().trim().min(1).max(40) })
  .describe('The name that people read.');

export const newBlock = z.strictObject({ id: blockId, name: blockName, positions: blockPattern });

/** As many as fit one message of 8 KiB. */
export const plates = z.array(serial).min(1).max(500);
export const reason = z.string().trim().min(2).max(200).describe('The reason, for the audit trail.');
export const day = z.iso.date().describe('`YYYY-MM-DD`.');
