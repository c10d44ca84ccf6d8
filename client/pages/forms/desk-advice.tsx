import { useApp } from '../app-state.ts';
import { hrefOf } from '../router.ts';
import { useFormTexts } from './form-texts.ts';

/** Advice after registering on the web: what the account can do now, and how to sign in person (ACCT-1). */
export const DeskAdvice = () => {
  const { desk } = useFormTexts();
  const { session, router } = useApp();
  const signedIn = Boolean(session.value);
  return (
    <section class="card" data-testid="desk-advice" aria-labelledby="desk-title">
      <h2 id="desk-title">{desk.title}</h2>
      <h3>{desk.goTitle}</h3>
      <ol class="documents">
        {desk.go.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ol>
      <h3>{desk.mayTitle}</h3>
      <ul class="documents">
        {desk.may.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      {signedIn && (
        <div class="row-wrap">
          <a class="action action-plain" href={hrefOf('lobby')} data-testid="to-pool">
            {desk.look}
          </a>
          {router.route.value !== 'apply' && (
            <a class="action action-plain" href={hrefOf('apply')} data-testid="to-notice">
              {desk.readNotice}
            </a>
          )}
        </div>
      )}
    </section>
  );
};
