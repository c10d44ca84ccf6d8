import type { SelectionView } from '../../protocol/selection-view.ts';
import { cell, type Readable } from './cell.ts';

export type SelectionFeed = {
  /** Null while nobody is signed in, or nothing is known yet. */
  readonly view: Readable<SelectionView | null>;
  /** The welcome names the selection of the connection: another one, or none, replaces the one shown. */
  readonly onWelcome: (view: SelectionView | null) => void;
  /** A view from a reply or a push, in whatever order they come: one of an older version is dropped (P9). */
  readonly onView: (view: SelectionView) => void;
};

/** The selection as its owner sees it. A view of the same version may differ by its reading's instant: the later wins. */
export const createSelectionFeed = (): SelectionFeed => {
  const view = cell<SelectionView | null>(null);
  const onView = (next: SelectionView): void => {
    const known = view.get();
    if (known !== null && known.id === next.id && next.version < known.version) return;
    view.set(next);
  };
  return {
    view,
    onView,
    onWelcome: (next) => {
      if (next === null) view.set(null);
      else onView(next);
    },
  };
};
