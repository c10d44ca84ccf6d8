import { en } from '../../texts/forms/en.ts';
import { type FormTexts, zh } from '../../texts/forms/zh.ts';
import { useApp } from '../app-state.ts';

/** The forms' sentences in the language of the page. */
export const useFormTexts = (): FormTexts => (useApp().language.code.value === 'zh' ? zh : en);

/** A sentence of the page's own in both languages, as the server's come. */
export const inBoth = (pick: (texts: FormTexts) => string): { readonly zh: string; readonly en: string } => ({
  zh: pick(zh),
  en: pick(en),
});
