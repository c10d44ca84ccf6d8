import { type ReadonlySignal, signal } from '@preact/signals';
import type { DeskAnswerOf } from '../../../protocol/desk/client-to-server.ts';
import type { Trouble } from '../../pages/parts/notice.tsx';
import type { DeskClient } from '../desk-client.ts';
import type { SearchBy } from './guess.ts';

export type Search = {
  /** The last search and its result. Kept in memory only, because it may hold an identity number. */
  readonly state: ReadonlySignal<SearchState>;
  readonly start: (by: SearchBy, text: string) => void;
  readonly forget: () => void;
};
type SearchState =
  | { readonly stage: 'none' }
  | { readonly stage: 'searching'; readonly by: SearchBy }
  | { readonly stage: 'found'; readonly by: SearchBy; readonly answer: DeskAnswerOf<'findSelection'> }
  | { readonly stage: 'failed'; readonly trouble: Trouble };

/** The one search of the desk; `onStart` opens its page. The result of a search that another replaced is dropped. */
export const createSearch = (client: Pick<DeskClient, 'send'>, onStart: () => void): Search => {
  const state = signal<SearchState>({ stage: 'none' });
  let latest = 0;
  return {
    state,
    start: (by, text) => {
      const mine = ++latest;
      state.value = { stage: 'searching', by };
      onStart();
      void client.send('findSelection', { by, text }).then((reply) => {
        if (mine !== latest) return;
        if (reply === 'unanswered') state.value = { stage: 'failed', trouble: reply };
        else if (!reply.ok) state.value = { stage: 'failed', trouble: reply.refusal };
        else state.value = { stage: 'found', by, answer: reply.answer };
      });
    },
    forget: () => {
      latest += 1;
      state.value = { stage: 'none' };
    },
  };
};
