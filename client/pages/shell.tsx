import { useEffect } from 'preact/hooks';
import { useApp } from './app-state.ts';
import { ChoosingPage } from './choosing.tsx';
import type { FormPageName } from './forms/forms.tsx';
import { formPages, heldPages } from './late-parts.ts';
import { LobbyPage } from './lobby/lobby.tsx';
import { Bars } from './parts/bars.tsx';
import { LatePage } from './parts/late-page.tsx';
import { Announcement, LanguageButton, SkipLink } from './parts/trimmings.tsx';
import { hrefOf } from './router.ts';

/** The frame of every page: the account, the language, the connection, and the voice for screen readers. */
export const Shell = () => {
  const { language, session, signOut } = useApp();
  const texts = language.texts.value;
  const signedIn = Boolean(session.value);
  // Loaded in advance: a signed-in applicant will choose in a moment.
  useEffect(() => {
    if (signedIn) void heldPages.load();
  }, [signedIn]);
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
 * The page to show. The address decides between the lobby and the account's pages; otherwise the selection's stage
 * decides (FLOW-4). A pass-phrase that must be changed comes first (ACCT-3).
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
  if (view.stage === 'choosing') return <ChoosingPage selection={view} />;
  return <LatePage of={heldPages}>{({ HeldPages }) => <HeldPages selection={view} prefix={prefix} />}</LatePage>;
};

const FormPage = ({ name }: { readonly name: FormPageName }) => (
  <LatePage of={formPages}>{({ Forms }) => <Forms name={name} />}</LatePage>
);
