import type { ApplicationView } from '../../protocol/http/application.ts';
import type { Refusal } from '../../protocol/refusals.ts';
import { maskPhone, maskVin } from '../checks/mask.ts';
import type { Account } from '../identity/accounts.ts';
import { requiredFields } from './details.ts';
import type { Kept } from './store.ts';

/** An application as its owner sees it. Typed details are whole, so that the owner can check them; the rest is masked (ACCT-4). */
export const viewOf = (
  { version, record }: Kept,
  around: { account: Account; blocked: Refusal | null; prefix: string; now: number },
): ApplicationView => {
  const { account, blocked, prefix, now } = around;
  const common = { version, now, blocked };
  switch (record.stage) {
    case 'notice':
      return { ...common, stage: 'notice' };
    case 'details':
      return { ...common, stage: 'details', required: requiredFields, details: record.details };
    case 'review': {
      const { details, model, code } = record;
      const { digest: _, expiresAt, ...known } = code;
      const phone = maskPhone(account.phone);
      return {
        ...common,
        stage: 'review',
        authority: { prefix },
        person: { name: account.displayName, kind: account.kind, phone },
        vehicle: { vin: maskVin(details.vin), model },
        details,
        code: { ...known, phone, expiresAt: code.digest === null ? null : expiresAt },
      };
    }
    case 'complete': {
      const { selection, vin, model, completedAt } = record;
      return { ...common, stage: 'complete', vehicle: { selection, vin: maskVin(vin), model }, completedAt };
    }
  }
};
