import type { z } from 'zod';
import type { DeskRole } from './desk/views.ts';
import type { commandId } from './ids.ts';
import type { RefusalCode } from './refusals.ts';

type Described = {
  /** For the documents made from the wire. */
  readonly description: string;
  readonly answer: z.ZodType;
  /** Its own refusals; `namespaceOf` adds those of every command. */
  readonly refusals: readonly RefusalCode[];
};

/** Changes something. It has an id, under which it is carried out once however often it is sent (SAFE-1). */
type Act = Described & { readonly kind: 'command'; readonly request: z.ZodObject<{ id: typeof commandId }> };
/** Changes nothing, so it needs no id. */
type Query = Described & {
  readonly kind: 'query';
  readonly request: z.ZodObject<Readonly<Record<string, z.ZodType>> & { id?: never }>;
};

/** A message of a client: a command or a query. */
export type Command = Act | Query;

/** A command of `/select`. A query from memory is answered even while the store may not be used. */
export type SelectCommand = Act | (Query & { readonly from: 'memory' | 'store' });

/** A command of `/desk`. */
export type DeskCommand = {
  /** The least role that may use it; others get `notAllowed`, and an entry in the audit trail. */
  readonly role: DeskRole;
} & (
  | Act
  | (Query & {
      /** It shows personal data, so it is recorded in the audit trail, like every command. */
      readonly audited?: true;
      /** Clients ask it by themselves: it is no sign that somebody works. */
      readonly unattended?: true;
    })
);
