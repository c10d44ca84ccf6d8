import { z } from 'zod';

/**
 * Chosen by the client, one for each command; a command sent again under its id is done once and answered the
 * same (SAFE-1). 8 to 64 characters of A–Z a–z 0–9 _ and -.
 */
export const commandId = z
  .string()
  .regex(/^[\w-]{8,64}$/)
  .brand<'CommandId'>();
export type CommandId = z.infer<typeof commandId>;

/** Names one vehicle's selection; opaque, and no personal datum. */
export const selectionId = z
  .string()
  .regex(/^[\w-]{1,64}$/)
  .brand<'SelectionId'>();
export type SelectionId = z.infer<typeof selectionId>;

/** Counts a selection's changes; a command says which one it saw (P9). */
export const selectionVersion = z.int().min(0);

/** Names one hold; 128 random bits. Worth nothing without the selection that it was given to. */
export const holdToken = z
  .string()
  .regex(/^[\w-]{22}$/)
  .brand<'HoldToken'>();
export type HoldToken = z.infer<typeof holdToken>;

/** Names one keyboard layout of one selection, signed by the server. */
export const layoutId = z
  .string()
  .regex(/^[\w.-]{8,96}$/)
  .brand<'LayoutId'>();
export type LayoutId = z.infer<typeof layoutId>;

/** Names one key of one layout; says nothing of the character on it (COMP-2). */
export const keyId = z
  .string()
  .regex(/^[\w-]{3}$/)
  .brand<'KeyId'>();
export type KeyId = z.infer<typeof keyId>;

export const captchaId = z
  .string()
  .regex(/^[\w-]{22}$/)
  .brand<'CaptchaId'>();
export type CaptchaId = z.infer<typeof captchaId>;

export const poolId = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,31}$/)
  .brand<'PoolId'>();
export type PoolId = z.infer<typeof poolId>;

export const blockId = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,31}$/)
  .brand<'BlockId'>();
export type BlockId = z.infer<typeof blockId>;

/** An instant of the server's clock: milliseconds since 1970-01-01T00:00Z (LIVE-2). */
export const instant = z.int().min(0);
