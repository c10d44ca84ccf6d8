import { Notice } from '../../pages/parts/notice.tsx';
import { Page } from '../../pages/parts/page.tsx';
import { useDesk } from '../desk.ts';
import { PersonFacts } from '../parts/person.tsx';
import { hrefOf } from '../router.ts';
import { SelectionFacts } from './selection.tsx';

/** The result of a search: the number's state, the person, and all of the person's selections. */
export const FindPage = () => {
  const { language, search } = useDesk();
  const texts = language.texts.value;
  const state = search.state.value;
  return (
    <Page name="find" title={texts.pages.find}>
      {state.stage === 'none' && (
        <section class="card">
          <p>{texts.find.start}</p>
          <p class="hint">{texts.find.hint}</p>
        </section>
      )}
      {state.stage === 'searching' && (
        <p class="hint" role="status">
          {texts.find.searching}
        </p>
      )}
      {state.stage === 'failed' && <Notice trouble={state.trouble} />}
      {state.stage === 'found' && (
        <>
          <p role="status" data-testid="found" data-count={state.answer.found.length}>
            {texts.find.found(texts.find.kinds[state.by], state.answer.found.length)}
          </p>
          {state.answer.number !== null && (
            <p class="notice notice-plain" data-testid="number-state" data-state={state.answer.number}>
              {texts.find.number[state.answer.number]}
            </p>
          )}
          {state.answer.found.length === 0 && <p class="hint">{texts.find.nothingHint}</p>}
          {state.answer.person !== null && (
            <section class="card" aria-labelledby="person-title">
              <h2 id="person-title">{texts.person.title}</h2>
              <PersonFacts person={state.answer.person} />
            </section>
          )}
          {state.answer.found.map((selection) => (
            <section key={selection.id} class="card" aria-label={selection.words[language.code.value]}>
              <SelectionFacts selection={selection} withPerson={state.answer.person === null} />
              <p>
                <a
                  class="action action-plain"
                  data-testid="history"
                  href={hrefOf({ page: 'history', of: selection.id })}
                >
                  {texts.find.history}
                </a>
              </p>
            </section>
          ))}
          {state.answer.more && <p class="hint">{texts.find.more}</p>}
        </>
      )}
    </Page>
  );
};
