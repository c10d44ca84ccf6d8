import { runOvernight } from './authority/hours.ts';
import type { Config } from './config.ts';
import { DEMO_DESK } from './desk/accounts.ts';
import { DemoDesk } from './desk/demo-desk.ts';
import { DEMO_PASS_PHRASE } from './identity/demo-accounts.ts';

/** The lines that a server prints once it is open, for the person who started it. */
export const announcement = (config: Config, port: number, engine: string): string => {
  const { host, tls, workers, authority, demoAccounts, dataDir } = config;
  const address = `${tls ? 'https' : 'http'}://${host === '0.0.0.0' || host === '::' ? 'localhost' : host}:${port}`;
  const served = workers === 1 ? `engine ${engine}` : `${workers} workers on engine ${engine}`;
  const lines = [
    '',
    `  选号 Xuanhao is open: ${address}`,
    `  Pool ${authority.pool} (${authority.prefix}), open ${hoursOf(authority)}; ${served}; data in ${dataDir}`,
    demoAccounts > 0
      ? `  Demo applicants: demo1 to demo${demoAccounts}, pass-phrase ${DEMO_PASS_PHRASE} （演示账号，均为虚构）`
      : '  No demo applicants (DEMO_ACCOUNTS=0).',
    demoAccounts > 0
      ? `  Desk ${address}/desk; ${demoDeskOf(config)}`
      : `  Desk ${address}/desk; make its first manager by: npm run desk:manager -- <userName>`,
    `  Health ${address}/healthz   metrics ${address}/metrics   stop with Ctrl-C`,
    '',
  ];
  return `${lines.join('\n')}\n`;
};

const demoDeskOf = (config: Config): string => {
  const accounts = `${DEMO_DESK.clerk} and ${DEMO_DESK.manager}, pass-phrase ${DEMO_DESK.passPhrase}`;
  if (config.demoDesk === 'everywhere') return `demo desk, for everybody: ${accounts}（演示窗口账号，任何人可用）`;
  const { closedBy } = new DemoDesk(config);
  if (closedBy.length > 0)
    return `demo desk closed, because of ${closedBy.join(', ')}; DEMO_DESK=everywhere opens it to everybody（演示窗口已关闭）`;
  return `demo desk, at this machine alone: ${accounts}; DEMO_DESK=everywhere opens it to others（演示窗口账号，仅限本机）`;
};

const hoursOf = ({ hours, timeZone }: Config['authority']): string =>
  hours === 'always'
    ? 'round the clock'
    : `${hours.open} to ${hours.close}${runOvernight(hours) ? ' of the next day' : ''} ${timeZone}`;
