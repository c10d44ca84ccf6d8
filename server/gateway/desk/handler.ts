import type { DeskAnswerOf, DeskCommandName, DeskRequestOf } from '../../../protocol/desk/client-to-server.ts';
import type { DeskAccount } from '../../desk/accounts.ts';
import type { Imports } from '../../desk/imports.ts';
import type { Acted } from '../../desk/result.ts';

/** The caller's account and imports, and the time by the store's clock. */
type DeskCall = { readonly account: DeskAccount; readonly imports: Imports; readonly now: number };

/** Answers one command of `/desk`, with its entry in the audit trail. */
export type DeskHandler<N extends DeskCommandName> = (
  request: DeskRequestOf<N>,
  call: DeskCall,
) => Acted<DeskAnswerOf<N>> | Promise<Acted<DeskAnswerOf<N>>>;

/** A handler for each command of the protocol. */
export type DeskHandlers = { readonly [N in DeskCommandName]: DeskHandler<N> };
