import { hash } from 'node:crypto';
import { solversWith } from './work.ts';

/** In Node, the work of a captcha takes some 20 ms on average. */
export const { solveWork, solveCaptcha } = solversWith((text) => hash('sha256', text));
