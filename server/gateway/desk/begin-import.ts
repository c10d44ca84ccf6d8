import type { DeskHandler } from './handler.ts';

export const beginImport: DeskHandler<'beginImport'> = (request, { imports, now }) => imports.begin(request, now);
