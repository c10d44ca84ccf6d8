import type { VNode } from 'preact';
import { Bars } from '../pages/parts/bars.tsx';
import { Announcement, LanguageButton, SkipLink } from '../pages/parts/trimmings.tsx';
import { AccountsPage } from './accounts/accounts.tsx';
import { AuditPage } from './audit/audit.tsx';
import { BansPage } from './bans/bans.tsx';
import { BlocksPage } from './blocks/blocks.tsx';
import { CalendarPage } from './calendar/calendar.tsx';
import { CalendarWarning } from './calendar/calendar-warning.tsx';
import { CollectPage } from './collect/collect.tsx';
import { mayWork, useDesk } from './desk.ts';
import { FindPage } from './find/find.tsx';
import { HistoryPage } from './find/history.tsx';
import { SearchBar } from './find/search-bar.tsx';
import { ImportPage } from './import/import.tsx';
import { LivePage } from './live/live.tsx';
import { MessagesPage } from './messages/messages.tsx';
import { ProposalsPage } from './proposals/proposals.tsx';
import { hrefOf, type Place, pageNames, pages } from './router.ts';
import { PassPhrasePage } from './session/pass-phrase.tsx';
import { SecondFactorPage } from './session/second-factor.tsx';
import { SignInPage } from './session/sign-in.tsx';
import { SignPage } from './sign/sign.tsx';

/** The frame of every page: the account, the search, the menu, the connection, and the voice for screen readers. */
export const Shell = () => {
  const { session } = useDesk();
  const who = session.value;
  const works = who !== null && who !== undefined && mayWork(who);
  return (
    <>
      <SkipLink />
      <Header />
      <Bars />
      {works && <CalendarWarning />}
      {works ? (
        <div class="desk">
          <Menu />
          <div class="desk-work">
            <SearchBar />
            <PageHere />
          </div>
        </div>
      ) : (
        <div class="desk-door">
          {who === undefined && <main id="content" class="waiting" aria-busy="true" />}
          {who === null && <SignInPage />}
          {who && !works && (who.mustChange ? <PassPhrasePage /> : <SecondFactorPage />)}
        </div>
      )}
      <Announcement />
    </>
  );
};

const Header = () => {
  const { language, session, signOut } = useDesk();
  const texts = language.texts.value;
  const who = session.value;
  return (
    <header class="header desk-header">
      <a class="brand" href={hrefOf({ page: 'find', of: '' })}>
        {texts.brand}
      </a>
      <div class="header-side">
        {who && (
          <>
            <span data-testid="who" data-role={who.role}>
              {who.userName} <small class="hint">{texts.roles[who.role]}</small>
            </span>
            {mayWork(who) && (
              <a class="header-link" href={hrefOf({ page: 'passPhrase', of: '' })} data-testid="change-pass-phrase">
                {texts.changePassPhrase}
              </a>
            )}
            <button type="button" class="link" data-testid="sign-out" onClick={() => void signOut()}>
              {texts.signOut}
            </button>
          </>
        )}
        <LanguageButton />
      </div>
    </header>
  );
};

/** The pages that the role allows. */
const Menu = () => {
  const { language, router, may, counters } = useDesk();
  const texts = language.texts.value;
  const waiting = counters.value[counters.value.length - 1]?.proposals.open ?? 0;
  const here = router.place.value.page;
  return (
    <nav class="desk-menu" aria-label={texts.menu}>
      <ul>
        {pageNames
          .filter((name) => may(pages[name]))
          .map((name) => (
            <li key={name}>
              <a
                href={hrefOf({ page: name, of: '' })}
                data-testid={`menu-${name}`}
                {...(here === name ? { 'aria-current': 'page' as const } : {})}
              >
                {texts.pages[name]}{' '}
                {name === 'proposals' && waiting > 0 && (
                  <span class="flag" data-testid="proposals-waiting" data-count={waiting}>
                    {texts.proposals.waiting(waiting)}
                  </span>
                )}
              </a>
            </li>
          ))}
      </ul>
    </nav>
  );
};

const PAGES: Readonly<Record<Place['page'], (of: string) => VNode>> = {
  find: () => <FindPage />,
  history: (of) => <HistoryPage key={of} selection={of} />,
  collect: (of) => <CollectPage key={of} plate={of} />,
  sign: () => <SignPage />,
  proposals: () => <ProposalsPage />,
  import: () => <ImportPage />,
  blocks: () => <BlocksPage />,
  bans: () => <BansPage />,
  calendar: () => <CalendarPage />,
  messages: () => <MessagesPage />,
  live: () => <LivePage />,
  audit: () => <AuditPage />,
  accounts: () => <AccountsPage />,
  passPhrase: () => <PassPhrasePage />,
};

/** The page of the address, or the first page where the role does not allow it. */
const PageHere = () => {
  const { router, may } = useDesk();
  const { page, of } = router.place.value;
  const allowed = page === 'history' || page === 'passPhrase' || may(pages[page]);
  return PAGES[allowed ? page : 'find'](of);
};
