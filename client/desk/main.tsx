import { render } from 'preact';
import { createActing } from '../lib/acting.ts';
import { socketIoWire } from '../lib/socket-io-wire.ts';
import { FrameContext } from '../pages/frame.ts';
import { createLanguage } from '../pages/language.ts';
import { memoryIn } from '../pages/memory.ts';
import { onReturn } from '../pages/on-return.ts';
import { keepTextsTrue } from '../pages/texts-stay-true.ts';
import { createDesk, DeskContext } from './desk.ts';
import { createDeskApi } from './desk-api.ts';
import { createDeskClient, type DeskConversation, type DeskPushes } from './desk-client.ts';
import { createDeskRouter } from './router.ts';
import { Shell } from './shell.tsx';
import { zh } from './texts/zh.ts';

const acting = createActing();
const client = createDeskClient(
  socketIoWire<DeskConversation, DeskPushes>({ namespace: '/desk', account: () => acting.account }),
);
const desk = createDesk({
  client,
  acting,
  api: createDeskApi({ acting }),
  language: createLanguage(
    memoryIn(() => localStorage),
    zh,
    () => import('./texts/en.ts'),
  ),
  router: createDeskRouter(),
});
const root = document.getElementById('app');
if (root === null) throw new Error('the page has no place for the desk');
keepTextsTrue(root);
void desk.language.ready.then(() =>
  render(
    <FrameContext.Provider value={desk}>
      <DeskContext.Provider value={desk}>
        <Shell />
      </DeskContext.Provider>
    </FrameContext.Provider>,
    root,
  ),
);
onReturn(() => {
  client.wake();
  void desk.readSession();
});
