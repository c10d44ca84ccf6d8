import type { DeskHandler } from './handler.ts';

export const readBadRows: DeskHandler<'readBadRows'> = (request, { imports }) => imports.badRows(request);
