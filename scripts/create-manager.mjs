// npm run desk:manager -- <userName>: creates a manager of the desk, with or without a running server.
import { operate } from './operate.mjs';

await operate('create-manager');
