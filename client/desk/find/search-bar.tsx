import { useState } from 'preact/hooks';
import { Action } from '../../pages/parts/action.tsx';
import { useDesk } from '../desk.ts';
import { guessOf, type SearchBy } from './guess.ts';

const WAYS = [
  'plate',
  'vin',
  'number',
  'userName',
  'part',
  'voucher',
  'selection',
] as const satisfies readonly SearchBy[];

/** The search field of every page. The text's form decides its kind; a list overrides a wrong guess. */
export const SearchBar = () => {
  const { language, search } = useDesk();
  const texts = language.texts.value.find;
  const [text, setText] = useState('');
  const [chosen, choose] = useState<SearchBy | 'guess'>('guess');
  const submit = (event: Event): void => {
    event.preventDefault();
    const wanted = text.trim();
    if (wanted !== '') search.start(chosen === 'guess' ? guessOf(wanted) : chosen, wanted);
  };
  return (
    <search>
      <form class="search" onSubmit={submit}>
        <div class="search-text">
          <label for="search-text">{texts.label}</label>
          <input
            id="search-text"
            data-testid="search-text"
            type="search"
            maxLength={1_000}
            autocomplete="off"
            autocapitalize="off"
            spellcheck={false}
            placeholder={texts.placeholder}
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
          />
        </div>
        <div class="search-by">
          <label for="search-by">{texts.by}</label>
          <select
            id="search-by"
            data-testid="search-by"
            value={chosen}
            onChange={(event) => choose(WAYS.find((way) => way === event.currentTarget.value) ?? 'guess')}
          >
            <option value="guess">{texts.guess}</option>
            {WAYS.map((way) => (
              <option key={way} value={way}>
                {texts.kinds[way]}
              </option>
            ))}
          </select>
        </div>
        <Action kind="main" type="submit" testId="search">
          {texts.submit}
        </Action>
      </form>
    </search>
  );
};
