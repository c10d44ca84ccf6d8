import { MissedPage, RegisteredPage } from './after.tsx';
import { useApp } from './app-state.ts';
import { ChoosingPage } from './choosing.tsx';
import { ConfirmingPage } from './code/confirming.tsx';
import { PickingPage } from './draw/picking.tsx';
import { FormPage } from './form-page.tsx';
import { HoldingPage } from './holding.tsx';
import { LobbyPage } from './lobby/lobby.tsx';
import { Bars } from './parts/bars.tsx';
import { Announcement, LanguageButton, SkipLink } from './parts/trimmings.tsx';
import { ReservedPage } from './reserved.tsx';
import { hrefOf } from './router.ts';
import { VoucherPage } from './voucher.tsx';

/** The frame of every page: who is here, the language, the connection, and what a screen reader is to say. */
export const Shell = () => {
  const { language, session, signOut } = useApp();
  const texts = language.texts.value;
  return (
    <>
      <SkipLink />
      <header class="header">
        <a class="brand" href={hrefOf('lobby')}>
          {texts.brand}
        </a>
        <div class="header-side">
          {session.value && (
            <>
              <span class="who" data-testid="who">
                {session.value.displayName}
              </span>
              <a class="link header-link" href={hrefOf('account')} data-testid="account">
                {texts.account}
              </a>
              <button type="button" class="link" data-testid="sign-out" onClick={() => void signOut()}>
                {texts.signOut}
              </button>
            </>
          )}
          <LanguageButton />
        </div>
      </header>
      <Bars />
      <Stage />
      <Announcement />
    </>
  );
};

/**
 * The lobby and the account's pages by their address; behind them the selection's stage decides, never the address
 * (FLOW-4). A pass-phrase that must be changed comes before everything (ACCT-3).
 */
const Stage = () => {
  const { router, selection, pool, session, vehicleWanted } = useApp();
  const route = router.route.value;
  const who = session.value;
  const view = selection.value;
  const prefix = pool.value?.prefix;
  if (who?.mustChange === true) return <FormPage name="pass-phrase" />;
  if (route === 'register' && who === null) return <FormPage name="register" />;
  if (route === 'lobby' || who === null) return <LobbyPage />;
  if (who !== undefined) {
    if (route === 'account' || route === 'apply' || route === 'pass-phrase') return <FormPage name={route} />;
    if (route === 'register' || vehicleWanted.value) return <FormPage name="account" />;
  }
  if (view === null || prefix === undefined) return <main id="content" class="page waiting" aria-busy="true" />;
  switch (view.stage) {
    case 'choosing':
      return <ChoosingPage selection={view} />;
    case 'holding':
      return <HoldingPage key={view.token} selection={view} prefix={prefix} />;
    case 'picking':
      return <PickingPage key={view.token} selection={view} prefix={prefix} />;
    case 'confirming':
      return <ConfirmingPage key={view.token} selection={view} prefix={prefix} />;
    case 'reserved':
      return route === 'voucher' ? <VoucherPage /> : <ReservedPage selection={view} prefix={prefix} />;
    case 'registered':
      return <RegisteredPage selection={view} prefix={prefix} />;
    case 'missed':
      return <MissedPage selection={view} prefix={prefix} />;
  }
};
