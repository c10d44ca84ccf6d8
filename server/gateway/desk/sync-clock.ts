import { acted } from '../../desk/result.ts';
import type { DeskHandler } from './handler.ts';

export const syncClock: DeskHandler<'syncClock'> = () => acted({});
