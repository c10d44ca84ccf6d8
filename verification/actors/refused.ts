import type { Refusal } from '../../protocol/refusals.ts';

/** What was expected to succeed was answered with this refusal instead. */
export class Refused extends Error {
  readonly refusal: Refusal;

  constructor(refused: Refusal) {
    super(refused.code);
    this.refusal = refused;
  }
}
