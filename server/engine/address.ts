import { isIP, isIPv4 } from 'node:net';

/**
 * The address in what a socket or a proxy says: without the port, the brackets, the quotes and the zone that some write
 * around it, and one form for one address. Undefined where there is none, such as `unknown`.
 */
export const addressIn = (said: string): string | undefined => {
  const text = said
    .trim()
    .replace(/^"(.*)"$/, '$1')
    .trim();
  const bare =
    /^\[([^\]]*)\](?::\d{1,5})?$/.exec(text)?.[1] ?? /^(\d+\.\d+\.\d+\.\d+):\d{1,5}$/.exec(text)?.[1] ?? text;
  const address = bare.replace(/%.*$/, '').toLowerCase();
  return isIP(address) === 0 ? undefined : (mappedIn(address) ?? address);
};

/** An IPv4 peer of an IPv6 socket is written as IPv4, however its last 32 bits are spelt. */
const mappedIn = (address: string): string | undefined => {
  const rest = /^(?:0{0,4}:){2,5}ffff:([\da-f.:]+)$/.exec(address)?.[1];
  if (rest === undefined || isIPv4(rest)) return rest;
  const [high = '', low, ...more] = rest.split(':');
  if (low === undefined || more.length > 0) return undefined;
  const bits = (Number.parseInt(high, 16) << 16) | Number.parseInt(low, 16);
  return [24, 16, 8, 0].map((shift) => (bits >>> shift) & 255).join('.');
};
