import { useFrame } from '../frame.ts';

/** The first stop of the Tab key: a link past the header, to the page. */
export const SkipLink = () => (
  <a class="skip" href="#content" onClick={skip}>
    {useFrame().language.texts.value.skipToContent}
  </a>
);

/** The address belongs to the router, so the skip link moves the focus itself. */
const skip = (event: Event): void => {
  event.preventDefault();
  document.querySelector<HTMLElement>('#content h1')?.focus();
};

export const LanguageButton = () => {
  const { language } = useFrame();
  return (
    <button
      type="button"
      class="link"
      data-testid="language"
      lang={language.code.value === 'zh' ? 'en' : 'zh-CN'}
      onClick={language.change}
    >
      {language.texts.value.otherLanguage}
    </button>
  );
};

/** The place whose text a screen reader speaks when it changes. */
export const Announcement = () => (
  <div class="unseen" aria-live="polite" data-testid="announcement">
    {useFrame().announcement.value}
  </div>
);
