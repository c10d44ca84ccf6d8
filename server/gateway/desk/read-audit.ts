import type { AuditTrail } from '../../desk/audit.ts';
import { acted } from '../../desk/result.ts';
import type { DeskHandler } from './handler.ts';

type Parts = { readonly audit: Pick<AuditTrail, 'read'> };

export const readAudit =
  ({ audit }: Parts): DeskHandler<'readAudit'> =>
  async ({ before }) =>
    acted(await audit.read(before));
