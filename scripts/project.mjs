// @ts-check
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of package.json. */
export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..');

const NEEDED_NODE = [20, 19];
const NO_INSTALL = '--no-install';

/** A problem that the user can solve: printed in one line, without a stack. */
export class SetupProblem extends Error {}

/**
 * Runs a command's own work: checks the version of Node, tells whether anything may be installed, hands on the other
 * arguments, and ends the process with a clear line where something is missing.
 * @param {(given: { mayInstall: boolean, args: string[] }) => Promise<void>} work
 */
export const asCommand = async (work) => {
  try {
    checkNode();
    const args = process.argv.slice(2);
    const mayInstall = !args.includes(NO_INSTALL) && process.env['XUANHAO_NO_INSTALL'] !== '1';
    await work({ mayInstall, args: args.filter((arg) => arg !== NO_INSTALL) });
  } catch (error) {
    if (!(error instanceof SetupProblem)) throw error;
    console.error(error.message);
    process.exit(1);
  }
};

const checkNode = () => {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [neededMajor = 0, neededMinor = 0] = NEEDED_NODE;
  if (major < neededMajor || (major === neededMajor && minor < neededMinor))
    throw new SetupProblem(`Node ${NEEDED_NODE.join('.')} or newer is needed; this is ${process.versions.node}`);
};
