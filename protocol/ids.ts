import { z } from 'zod';

/** An id on the wire: a text of one form, to be branded with a type of its own. */
export const idOf = (form: RegExp, description: string) => z.string().regex(form).describe(description);

export const commandId = idOf(
  /^[\w-]{8,64}$/,
  'Chosen by the client, one for each command. A command sent again under its id is carried out once and gets the same answer (SAFE-1). 8 to 64 characters of A–Z a–z 0–9 _ and -.',
).brand<'CommandId'>();
export type CommandId = z.infer<typeof commandId>;

export const selectionId = idOf(
  /^[\w-]{1,64}$/,
  "Names one vehicle's selection; opaque, and no personal datum.",
).brand<'SelectionId'>();
export type SelectionId = z.infer<typeof selectionId>;

export const selectionVersion = z
  .int()
  .min(0)
  .describe("Counts a selection's changes; a command names the version that it saw (P9).");

export const holdToken = idOf(
  /^[\w-]{22}$/,
  'Names one hold; 128 random bits. Useless without its selection.',
).brand<'HoldToken'>();
export type HoldToken = z.infer<typeof holdToken>;

export const layoutId = idOf(
  /^[\w.-]{8,96}$/,
  'Names one keyboard layout of one selection, signed by the server.',
).brand<'LayoutId'>();
export type LayoutId = z.infer<typeof layoutId>;

export const keyId = idOf(
  /^[\w-]{3}$/,
  'Names one key of one layout, and does not reveal its character (COMP-2).',
).brand<'KeyId'>();
export type KeyId = z.infer<typeof keyId>;

export const captchaId = idOf(/^[\w-]{22}$/, 'Names one captcha.').brand<'CaptchaId'>();
export type CaptchaId = z.infer<typeof captchaId>;

export const poolId = idOf(/^[a-z][a-z0-9-]{0,31}$/, 'Names a pool.').brand<'PoolId'>();
export type PoolId = z.infer<typeof poolId>;

export const blockId = idOf(/^[a-z][a-z0-9-]{0,31}$/, 'Names a block of a pool.').brand<'BlockId'>();
export type BlockId = z.infer<typeof blockId>;

export const instant = z
  .int()
  .min(0)
  .describe("An instant of the server's clock: milliseconds since 1970-01-01T00:00Z (LIVE-2).");

/** Names the person or organisation that an account belongs to; opaque. A ban is theirs, whichever vehicle it came from. */
export const ownerId = z
  .string()
  .regex(/^[\w-]{1,64}$/)
  .brand<'OwnerId'>();
export type OwnerId = z.infer<typeof ownerId>;
