import type { ComponentChildren } from 'preact';

/** What was done, said aloud as it appears. */
export const Done = ({ children }: { readonly children: ComponentChildren }) => (
  <div role="status" class="notice-place" data-testid="done">
    {children !== null && <div class="notice notice-green">{children}</div>}
  </div>
);
