// npm run ready: lists which settings and data are still missing or a demo's, with or without a running server.
import { operate } from './operate.mjs';

await operate('ready');
