import { runOvernight } from './authority/hours.ts';
import type { Config } from './config.ts';
import { DEMO_DESK } from './desk/accounts.ts';
import { DEMO_PASS_PHRASE } from './identity/demo-accounts.ts';

/** What a server says to the person who started it, once it is open. */
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
      ? `  Desk ${address}/desk; demo desk: ${DEMO_DESK.clerk} and ${DEMO_DESK.manager}, pass-phrase ${DEMO_DESK.passPhrase}（演示窗口账号，任何人可用）`
      : `  Desk ${address}/desk; make its first manager by: npm run desk:manager -- <userName>`,
    `  Health ${address}/healthz   metrics ${address}/metrics   stop with Ctrl-C`,
    '',
  ];
  return `${lines.join('\n')}\n`;
};

const hoursOf = ({ hours, timeZone }: Config['authority']): string =>
  hours === 'always'
    ? 'round the clock'
    : `${hours.open} to ${hours.close}${runOvernight(hours) ? ' of the next day' : ''} ${timeZone}`;
