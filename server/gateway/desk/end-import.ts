import type { DeskHandler } from './handler.ts';

export const endImport: DeskHandler<'endImport'> = (request, { imports }) => imports.end(request);
