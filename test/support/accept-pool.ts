import { startServer } from './server-process.ts';

/** Runs `npm run pool:accept` with these arguments and settings; resolves to its exit code and output. */
export const acceptPool = async (
  env: NodeJS.ProcessEnv,
  ...args: string[]
): Promise<{ readonly code: number | string; readonly said: string }> => {
  const run = startServer([process.execPath, '--import', 'tsx', 'server/operator/accept-pool.ts', ...args], env);
  return { code: await run.exit, said: run.said() };
};
