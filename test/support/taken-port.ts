import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { onTestFinished } from 'vitest';

/** A port that another program has until the running test ends. */
export const takenPort = async (): Promise<number> => {
  const other = createServer().listen(0, '0.0.0.0');
  await once(other, 'listening');
  onTestFinished(() => void other.close());
  return (other.address() as AddressInfo).port;
};
