import { useEffect, useRef } from 'preact/hooks';
import { useApp } from '../app-state.ts';
import { Notice } from '../parts/notice.tsx';
import type { Captcha } from './use-captcha.ts';

/** The captcha: its image beside the field, a button for a new one, and the alternative without an image. */
export const CaptchaField = ({ captcha }: { readonly captcha: Captcha }) => {
  const { language, announce } = useApp();
  const texts = language.texts.value.captcha;
  const { challenge, trouble, text, work } = captcha;
  const worked = typeof work === 'object';
  const asker = useRef<HTMLButtonElement>(null);
  const done = useRef<HTMLParagraphElement>(null);
  const hadFocus = useRef(false);
  // The button that requested it disappears when done; its focus moves to the answer.
  hadFocus.current = asker.current !== null && document.activeElement === asker.current;
  useEffect(() => {
    if (!worked) return;
    announce(texts.worked);
    if (hadFocus.current) done.current?.focus();
  }, [worked]);
  return (
    <fieldset class="captcha">
      <legend>
        <label for="captcha-text">{texts.label}</label>
      </legend>
      {worked ? (
        <p ref={done} class="captcha-worked" data-testid="captcha-worked" tabIndex={-1}>
          <span aria-hidden="true">✓</span> {texts.worked}
        </p>
      ) : (
        <div class="captcha-row">
          <input
            id="captcha-text"
            data-testid="captcha-text"
            value={text}
            autocomplete="off"
            autocapitalize="off"
            spellcheck={false}
            maxLength={16}
            onInput={(event) => captcha.type(event.currentTarget.value)}
          />
          <span class="captcha-frame">
            {challenge !== null && (
              <img class="captcha-image" data-testid="captcha-image" src={challenge.image} alt={texts.image} />
            )}
          </span>
        </div>
      )}
      <div class="captcha-ways">
        <button type="button" class="link" data-testid="captcha-another" onClick={captcha.renew}>
          {texts.another}
        </button>
        {!worked && (
          <button
            ref={asker}
            type="button"
            class="link"
            data-testid="captcha-work"
            aria-busy={work === 'working'}
            onClick={captcha.solveByWork}
          >
            {work === 'working' ? texts.working : texts.work}
          </button>
        )}
      </div>
      <Notice trouble={work === 'failed' ? { sentence: texts.workFailed } : trouble} />
    </fieldset>
  );
};
