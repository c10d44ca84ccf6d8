import type { SelectionView } from '../../protocol/selection-view.ts';

/** The properties of the page for one stage of a selection. */
export type StageProps<S extends SelectionView['stage']> = {
  readonly selection: Extract<SelectionView, { stage: S }>;
  readonly prefix: string;
};
