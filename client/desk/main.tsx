import { createActing } from '../lib/acting.ts';
import { socketIoWire } from '../lib/socket-io-wire.ts';
import { createLanguage } from '../pages/language.ts';
import { memoryIn } from '../pages/memory.ts';
import { start } from '../pages/start.tsx';
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
start({
  frame: desk,
  page: (
    <DeskContext.Provider value={desk}>
      <Shell />
    </DeskContext.Provider>
  ),
});
