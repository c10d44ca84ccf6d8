import { batch, type ReadonlySignal, signal } from '@preact/signals';
import type { Memory } from './memory.ts';

type LanguageCode = 'zh' | 'en';

export type Language<T> = {
  readonly code: ReadonlySignal<LanguageCode>;
  readonly texts: ReadonlySignal<T>;
  readonly change: () => void;
  /** Resolves once the remembered language can be shown; nothing is drawn before, so that none flashes up. */
  readonly ready: Promise<void>;
};

/**
 * Chinese until someone asks for English, which is loaded then. The choice is remembered, and marked on the document for
 * screen readers. Where English cannot be loaded, Chinese stays.
 */
export const createLanguage = <T extends { readonly htmlLang: string }>(
  memory: Memory,
  zh: T,
  importEnglish: () => Promise<{ readonly en: T }>,
): Language<T> => {
  const code = signal<LanguageCode>('zh');
  const texts = signal(zh);
  let wanted: LanguageCode = memory.read('language') === 'en' ? 'en' : 'zh';
  const show = async (): Promise<void> => {
    const english = wanted === 'en' ? await importEnglish().catch(() => null) : null;
    batch(() => {
      code.value = english !== null && wanted === 'en' ? 'en' : 'zh';
      texts.value = code.value === 'en' && english !== null ? english.en : zh;
    });
    document.documentElement.lang = texts.value.htmlLang;
  };
  return {
    code,
    texts,
    change: () => {
      wanted = code.peek() === 'zh' ? 'en' : 'zh';
      memory.write('language', wanted);
      void show();
    },
    ready: show(),
  };
};
