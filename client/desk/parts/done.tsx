import type { ComponentChildren } from 'preact';

/** The sentence about a command that was carried out; a screen reader speaks it as it appears. */
export const Done = ({ children }: { readonly children: ComponentChildren }) => (
  <div role="status" class="notice-place" data-testid="done">
    {Boolean(children) && <div class="notice notice-green">{children}</div>}
  </div>
);
