import type { ComponentChildren } from 'preact';

type Props = {
  readonly kind?: 'main' | 'plain' | 'quiet' | 'danger';
  readonly type?: 'button' | 'submit';
  readonly testId: string;
  readonly busy?: boolean;
  /** Not possible now; stays in the tab order, so that one can find out why. */
  readonly blocked?: boolean;
  readonly describedBy?: string;
  readonly onPress?: () => void;
  readonly children: ComponentChildren;
};

/** A button that shows that it was pressed at once, and that it waits for the server only if that takes a while. */
export const Action = ({
  kind = 'plain',
  type = 'button',
  testId,
  busy,
  blocked,
  describedBy,
  onPress,
  children,
}: Props) => (
  <button
    type={type}
    class={`action action-${kind}`}
    data-testid={testId}
    aria-disabled={blocked === true || busy === true}
    aria-busy={busy === true}
    aria-describedby={describedBy}
    onClick={(event) => {
      if (blocked === true || busy === true) event.preventDefault();
      else onPress?.();
    }}
  >
    {children}
  </button>
);
