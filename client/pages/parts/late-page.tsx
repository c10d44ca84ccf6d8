import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { useApp } from '../app-state.ts';
import type { Late } from '../late.ts';
import { Action } from './action.tsx';
import { Notice } from './notice.tsx';

/** Tells that a part could not be loaded, and offers to reload the page, which helps in every browser. */
export const Missing = () => {
  const texts = useApp().language.texts.value.connection;
  return (
    <>
      <Notice trouble={{ sentence: texts.pageMissing }} />
      <Action testId="reload" onPress={() => location.reload()}>
        {texts.reload}
      </Action>
    </>
  );
};

type Props<T> = { readonly of: Late<T>; readonly children: (part: T) => ComponentChildren };

/** A page whose part may still be loading. */
export const LatePage = <T,>({ of, children }: Props<T>) => {
  useEffect(() => void of.load(), [of]);
  const part = of.part.value;
  if (part !== null) return <>{children(part)}</>;
  if (!of.missing.value) return <main id="content" class="page waiting" aria-busy="true" />;
  return (
    <main id="content" class="page">
      <Missing />
    </main>
  );
};
