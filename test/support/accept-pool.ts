import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { projectRoot } from '../../server/project-root.ts';

/** Runs `npm run pool:accept` with these arguments and settings; answers its exit code and what it said. */
export const acceptPool = async (
  env: NodeJS.ProcessEnv,
  ...args: string[]
): Promise<{ readonly code: number; readonly said: string }> => {
  const child = spawn(process.execPath, ['--import', 'tsx', 'server/operator/accept-pool.ts', ...args], {
    cwd: projectRoot,
    env: { PATH: process.env['PATH'], ...env },
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number];
  return { code, said };
};
