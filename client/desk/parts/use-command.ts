import { useAsking } from '../../pages/parts/use-asking.ts';
import { useDesk } from '../desk.ts';
import type { DeskConversation } from '../desk-client.ts';

/** One command of the desk at a time for one place of a page. */
export const useCommand = () => useAsking<DeskConversation>(useDesk().client);
