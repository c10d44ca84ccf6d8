import type { z } from 'zod';
import type { DeskRole } from './desk/views.ts';
import type { commandId } from './ids.ts';
import type { RefusalCode } from './refusals.ts';

type Described = {
  /** What it is for, in sentences that stand in the documents made from the wire. */
  readonly description: string;
  readonly answer: z.ZodType;
  /** What it in particular may be refused for; `namespaceOf` adds what any command may be refused for. */
  readonly refusals: readonly RefusalCode[];
};

/** Changes something. It carries an id, under which it is done once however often it is sent (SAFE-1). */
type Act = Described & { readonly kind: 'command'; readonly request: z.ZodObject<{ id: typeof commandId }> };
/** Carries no id: asking again does no harm. */
type Query = Described & {
  readonly kind: 'query';
  readonly request: z.ZodObject<Readonly<Record<string, z.ZodType>> & { id?: never }>;
};

/** One thing that a client can say. */
export type Command = Act | Query;

/** Said on `/select`. What is answered from this node's memory goes on while the store may not be used. */
export type SelectCommand = Act | (Query & { readonly from: 'memory' | 'store' });

/** Said on `/desk`. */
export type DeskCommand = {
  /** The least role that may say it; anyone else is refused with `notAllowed`, and noted in the audit trail. */
  readonly role: DeskRole;
} & (
  | Act
  | (Query & {
      /** It shows what is known of a person, so it stands in the audit trail, as every command does. */
      readonly audited?: true;
      /** Clients ask it by themselves: it is no sign that somebody works. */
      readonly unattended?: true;
    })
);
