import { type ComponentChildren, render } from 'preact';
import { type Frame, FrameContext } from './frame.ts';
import { onReturn } from './on-return.ts';
import { keepTextsTrue } from './texts-stay-true.ts';

type Parts = { readonly frame: Frame; readonly page: ComponentChildren };

/** Draws a page once its language is there, and keeps connection and session up to date whenever a person returns. */
export const start = ({ frame, page }: Parts): void => {
  const root = document.getElementById('app');
  if (root === null) throw new Error('no #app');
  keepTextsTrue(root);
  void frame.language.ready.then(() =>
    render(<FrameContext.Provider value={frame}>{page}</FrameContext.Provider>, root),
  );
  onReturn(() => {
    frame.returns.value += 1;
    frame.client.wake();
    void frame.readSession();
  });
};
