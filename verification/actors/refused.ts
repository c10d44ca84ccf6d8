import type { Refusal } from '../../protocol/refusals.ts';

/** A request that had to succeed was refused. */
export class Refused extends Error {
  readonly refusal: Refusal;

  constructor(refused: Refusal) {
    super(refused.code);
    this.refusal = refused;
  }
}
