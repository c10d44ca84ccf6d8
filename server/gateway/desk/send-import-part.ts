import type { DeskHandler } from './handler.ts';

export const sendImportPart: DeskHandler<'sendImportPart'> = (request, { imports, now }) => imports.take(request, now);
