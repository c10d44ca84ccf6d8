import { ok } from '../../selection/result.ts';
import type { SelectHandler } from './handler.ts';

export const syncClock: SelectHandler<'syncClock'> = () => ok({});
