/** Listens for sign-ins and sign-outs in other tabs of this browser; returns a function that announces this tab's. */
export const otherTabs = (pages: 'pages' | 'desk', onNews: () => void): (() => void) => {
  if (!('BroadcastChannel' in globalThis)) return () => undefined;
  const channel = new BroadcastChannel(`xuanhao.${pages}`);
  channel.addEventListener('message', onNews);
  return () => channel.postMessage('session');
};
