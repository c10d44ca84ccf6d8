import type { SelectionView } from '../../../protocol/selection-view.ts';
import type { Memory } from '../memory.ts';
import type { Typing } from './typing.ts';

type SelectionId = SelectionView['id'];

/** Stores the typed keys through a refresh of the tab, only for the selection that typed them. */
export const remember = (memory: Memory, selection: SelectionId, { layout, keys }: Typing): void =>
  memory.write('typed', JSON.stringify({ selection, layout, keys }));

/** The keys typed before the refresh, or null. */
export const recall = (memory: Memory, selection: SelectionId): Pick<Typing, 'layout' | 'keys'> | null => {
  const text = memory.read('typed');
  if (text === null) return null;
  try {
    const kept = JSON.parse(text) as Pick<Typing, 'layout' | 'keys'> & { selection: SelectionId };
    return kept.selection === selection ? kept : null;
  } catch {
    return null;
  }
};
