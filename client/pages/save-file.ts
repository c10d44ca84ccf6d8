/** In ms: a slow browser has read the file by then. */
const READ_BY_MS = 60_000;

/** Hands a file to the browser, which saves it under a name. */
export const saveFile = (file: Blob, name: string): void => {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), READ_BY_MS);
};
