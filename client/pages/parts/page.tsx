import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useFrame } from '../frame.ts';

type Props = { readonly name: string; readonly title: string; readonly children: ComponentChildren };

/** A page with its heading. The heading takes the focus when the page changes, so that a screen reader names the page. */
export const Page = ({ name, title, children }: Props) => {
  const heading = useRef<HTMLHeadingElement>(null);
  const { language, drawn, pageClass } = useFrame();
  const { brand } = language.texts.value;
  // The first page of a visit leaves the focus where the browser put it.
  useEffect(() => {
    if (drawn.page !== null && drawn.page !== name) heading.current?.focus();
    drawn.page = name;
  }, [name]);
  useEffect(() => {
    document.title = `${title} · ${brand}`;
  }, [title, brand]);
  return (
    <main id="content" class={`${pageClass} page-${name}`} data-testid={`page-${name}`}>
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {children}
    </main>
  );
};
