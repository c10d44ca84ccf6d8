import { useApp } from '../app-state.ts';
import { CaptchaField } from '../captcha/captcha-field.tsx';
import { useCaptcha } from '../captcha/use-captcha.ts';
import type { Choosing } from '../choosing.tsx';
import { heldPages } from '../late-parts.ts';
import { Action } from '../parts/action.tsx';
import { Notice } from '../parts/notice.tsx';
import { useCommand } from '../parts/use-command.ts';
import { hrefOf } from '../router.ts';

/** Draw: the captcha, then a set of numbers by chance (DRAW-1). */
export const Draw = ({ selection, open }: { readonly selection: Choosing; readonly open: boolean }) => {
  const texts = useApp().language.texts.value;
  if (selection.drawsLeft > 0) return <DrawForm version={selection.version} open={open} />;
  return (
    <div class="empty">
      <p>{selection.triesLeft > 0 ? texts.draw.noDraws : texts.compose.nothingLeft}</p>
      {selection.triesLeft > 0 && <a href={hrefOf('compose')}>{texts.draw.tryCompose}</a>}
    </div>
  );
};

const DrawForm = ({ version, open }: { readonly version: number; readonly open: boolean }) => {
  const texts = useApp().language.texts.value;
  const captcha = useCaptcha(open);
  const { busy, trouble, setTrouble, run } = useCommand();
  const draw = async (event: Event): Promise<void> => {
    event.preventDefault();
    const answer = captcha.answer();
    if (answer === null) return setTrouble({ sentence: texts.compose.needCaptcha });
    await run('drawPlates', { version, captcha: answer });
    captcha.renew();
  };
  return (
    <form class="draw card" onSubmit={draw}>
      <p>{texts.draw.explain}</p>
      <CaptchaField captcha={captcha} />
      <Notice trouble={trouble} />
      <Action kind="main" type="submit" testId="draw" busy={busy} blocked={!open || heldPages.part.value === null}>
        {texts.draw.start}
      </Action>
    </form>
  );
};
