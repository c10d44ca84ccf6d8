// npm run backup -- <folder>: copies the data of one instant into a new folder, with or without a running server.
import { operate } from './operate.mjs';

await operate('back-up');
