import { startServer } from './server-process.ts';

/** Runs an operator's command, by the name of its source, to its end; resolves to its exit code and output. */
export const runOperator = async (
  [name, ...args]: readonly [string, ...string[]],
  env: NodeJS.ProcessEnv,
): Promise<{ readonly code: number | string; readonly said: string }> => {
  const run = startServer([process.execPath, '--import', 'tsx', `server/operator/${name}.ts`, ...args], env);
  return { code: await run.exit, said: run.said() };
};
