import type { LineOf } from './format.ts';
import type { Effect } from './selection-state.ts';

export type Asked = LineOf<'asked'>;
export type Said = LineOf<'told'>['said'];
export type Refusal = Extract<Said, { ok: false }>;

/** A command, however often and by however many clients it was sent under its id. */
export type Op = {
  readonly asked: Asked;
  /** Other clients that sent it too, such as a second device. */
  others?: string[];
  /** Sent more than once. */
  again: boolean;
  /** Asked again under the same id as something else: only such a command may be answered `commandReused`. */
  reused: boolean;
  /** It was not done before this instant, nor before this event. */
  from: number;
  first: number;
  said?: Said;
  /** The effect that it was answered to have had. */
  effect?: Effect;
};

export const keyOf = ({ selection, id }: { readonly selection: string; readonly id: string }): string =>
  `${selection}\n${id}`;
export const named = ({ id, command, selection }: Asked): string => `command ${id} (${command}) of ${selection}`;
