import { createActing } from '../lib/acting.ts';
import { createClient } from '../lib/client.ts';
import { createApi } from '../lib/http.ts';
import { socketIoWire } from '../lib/socket-io-wire.ts';
import { zh } from '../texts/zh.ts';
import { AppContext, createApp } from './app-state.ts';
import { createLanguage } from './language.ts';
import { memoryIn } from './memory.ts';
import { createRouter } from './router.ts';
import { Shell } from './shell.tsx';
import { start } from './start.tsx';
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
start({
  frame: app,
  page: (
    <AppContext.Provider value={app}>
      <Shell />
    </AppContext.Provider>
  ),
});
client.connect();
