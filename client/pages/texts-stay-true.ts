/**
 * Keeps a translated page true. Translators replace the page's text nodes by `<font>` elements, while the page goes on
 * writing into its own nodes, which are no longer shown. So each node goes back to its place, empty, and its translation
 * stays beside it until the page writes the next text. Texts with `translate="no"` (plates, keys, seconds) and drawings
 * are never left translated.
 */
export const keepTextsTrue = (root: HTMLElement): void => {
  const translations = new Map<Text, Element>();
  const undone = new WeakMap<Text, number>();

  /** Whether a text must stay as the page wrote it. After many attempts the translator wins. */
  const mustStay = (text: Text, parent: Node): boolean => {
    const element = parent instanceof Element ? parent.closest('[translate=no], svg') : null;
    if (element === null || element === document.documentElement) return false;
    const times = (undone.get(text) ?? 0) + 1;
    undone.set(text, times);
    return times <= MOST_UNDONE;
  };
  const putBack = (text: Text, font: Element): void => {
    const parent = font.parentNode;
    if (parent === null) return;
    if (font.contains(text)) text.replaceWith(text.cloneNode());
    parent.insertBefore(text, font);
    if (mustStay(text, parent)) {
      font.remove();
      return;
    }
    text.data = '';
    translations.set(text, font);
  };
  const drop = (text: Text): void => {
    translations.get(text)?.remove();
    translations.delete(text);
  };
  const onRecords = (records: readonly MutationRecord[]): void => {
    const places = new Map<Node, { readonly fonts: Element[]; readonly texts: Text[] }>();
    for (const { type, target, addedNodes, removedNodes } of records) {
      if (type === 'characterData') {
        if (target instanceof Text && target.data !== '') drop(target);
        continue;
      }
      if (target instanceof Element && target.closest('font') !== null) continue;
      const place = places.get(target) ?? { fonts: [], texts: [] };
      places.set(target, place);
      for (const node of Array.from(addedNodes)) if (isFont(node) && node.parentNode === target) place.fonts.push(node);
      for (const node of Array.from(removedNodes)) if (node instanceof Text) place.texts.push(node);
    }
    for (const { fonts, texts } of places.values()) {
      const gone = texts.filter((text) => text.parentNode === null || isInFont(text));
      // Without a translation in its place, the page itself has removed a text.
      if (fonts.length === 0) for (const text of gone) drop(text);
      gone.forEach((text, i) => {
        const font = fonts[Math.min(i, fonts.length - 1)];
        if (font !== undefined) putBack(text, font);
      });
    }
    for (const text of Array.from(translations.keys())) if (!root.contains(text)) translations.delete(text);
    // The observer's own changes are no news.
    observer.takeRecords();
  };
  const observer = new MutationObserver(onRecords);
  observer.observe(root, { subtree: true, childList: true, characterData: true });
};

/** The number of times that a translation of one text is undone. */
const MOST_UNDONE = 20;

const isFont = (node: Node): node is HTMLElement => node.nodeName === 'FONT';
const isInFont = (text: Text): boolean => text.parentElement?.closest('font') != null;
