/** The days of a typed or pasted text, `YYYY-MM-DD`, each once and in order; words that are no days are `wrong`. */
export const daysIn = (text: string): { readonly days: readonly string[]; readonly wrong: readonly string[] } => {
  const words = text.split(/[\s,，、;；]+/).filter((word) => word !== '');
  const isDay = (word: string): boolean => {
    if (!/^\d{4}-\d\d-\d\d$/.test(word)) return false;
    const ms = Date.parse(`${word}T00:00:00Z`);
    return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(word);
  };
  return { days: [...new Set(words.filter(isDay))].sort(), wrong: words.filter((word) => !isDay(word)) };
};
