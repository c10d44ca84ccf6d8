// npm run pool:begin -- <pool>: begins a pool, with or without a running Redis.
import { operate } from './operate.mjs';

await operate('begin-pool');
