/** Hears from the other tabs of this browser that they have signed in or out; gives the way to tell them the same. */
export const otherTabs = (pages: 'pages' | 'desk', onNews: () => void): (() => void) => {
  if (!('BroadcastChannel' in globalThis)) return () => undefined;
  const channel = new BroadcastChannel(`xuanhao.${pages}`);
  channel.addEventListener('message', onNews);
  return () => channel.postMessage('session');
};
