// npm run pool:accept [-- --yes]: accepts the pool as Redis has it, with or without a running server.
import { operate } from './operate.mjs';

await operate('accept-pool');
