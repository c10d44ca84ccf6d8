import { render } from 'preact';
import { createActing } from '../lib/acting.ts';
import { createClient } from '../lib/client.ts';
import { createApi } from '../lib/http.ts';
import { socketIoWire } from '../lib/socket-io-wire.ts';
import { zh } from '../texts/zh.ts';
import { AppContext, createApp } from './app-state.ts';
import { FrameContext } from './frame.ts';
import { createLanguage } from './language.ts';
import { memoryIn } from './memory.ts';
import { onReturn } from './on-return.ts';
import { createRouter } from './router.ts';
import { Shell } from './shell.tsx';
import { keepTextsTrue } from './texts-stay-true.ts';
import { vehicleChoice } from './vehicle-choice.ts';

const memory = memoryIn(() => sessionStorage);
const choice = vehicleChoice(memory);
const acting = createActing();
const client = createClient(socketIoWire({ vehicle: choice.read, account: () => acting.account }));
const app = createApp({
  client,
  acting,
  api: createApi({ acting }),
  language: createLanguage(
    memoryIn(() => localStorage),
    zh,
    () => import('../texts/en.ts'),
  ),
  router: createRouter(),
  memory,
  choice,
});
const root = document.getElementById('app');
if (root === null) throw new Error('the page has no place for the app');
keepTextsTrue(root);
void app.language.ready.then(() =>
  render(
    <FrameContext.Provider value={app}>
      <AppContext.Provider value={app}>
        <Shell />
      </AppContext.Provider>
    </FrameContext.Provider>,
    root,
  ),
);
client.connect();
onReturn(() => {
  client.wake();
  void app.readSession();
});
