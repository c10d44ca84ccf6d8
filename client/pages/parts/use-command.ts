import type { SelectConversation } from '../../lib/conversation.ts';
import { useApp } from '../app-state.ts';
import { useAsking } from './use-asking.ts';

/** One command of the applicant at a time for one place of a page. */
export const useCommand = () => useAsking<SelectConversation>(useApp().client);
