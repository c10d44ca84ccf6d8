import { ok } from '../../selection/result.ts';
import type { SelectHandler } from './handler.ts';

/** The route puts the selection beside the answer, as with every command. */
export const readSelection: SelectHandler<'readSelection'> = () => ok({});
