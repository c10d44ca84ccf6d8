import type { SelectionView } from '../../protocol/selection-view.ts';
import { MissedPage, RegisteredPage } from './after.tsx';
import { useApp } from './app-state.ts';
import { ConfirmingPage } from './code/confirming.tsx';
import { PickingPage } from './draw/picking.tsx';
import { HoldingPage } from './holding.tsx';
import { ReservedPage } from './reserved.tsx';
import { VoucherPage } from './voucher.tsx';

type Held = Exclude<SelectionView, { stage: 'choosing' }>;

/** The pages from a hold on; the selection's stage decides which (FLOW-4). */
export const HeldPages = ({ selection, prefix }: { readonly selection: Held; readonly prefix: string }) => {
  const { router } = useApp();
  switch (selection.stage) {
    case 'holding':
      return <HoldingPage key={selection.token} selection={selection} prefix={prefix} />;
    case 'picking':
      return <PickingPage key={selection.token} selection={selection} prefix={prefix} />;
    case 'confirming':
      return <ConfirmingPage key={selection.token} selection={selection} prefix={prefix} />;
    case 'reserved':
      if (router.route.value === 'voucher') return <VoucherPage />;
      return <ReservedPage selection={selection} prefix={prefix} />;
    case 'registered':
      return <RegisteredPage selection={selection} prefix={prefix} />;
    case 'missed':
      return <MissedPage selection={selection} prefix={prefix} />;
  }
};
