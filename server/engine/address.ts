import { isIP, isIPv4 } from 'node:net';

/**
 * Parses the address that a socket or a proxy reports: strips port, brackets, quotes and zone, and gives each address
 * one form. Undefined if the text holds no address, such as `unknown`.
 */
export const addressIn = (reported: string): string | undefined => {
  const text = reported
    .trim()
    .replace(/^"(.*)"$/, '$1')
    .trim();
  const bare =
    /^\[([^\]]*)\](?::\d{1,5})?$/.exec(text)?.[1] ??
    /^((?:::ffff:)?\d+\.\d+\.\d+\.\d+):\d{1,5}$/i.exec(text)?.[1] ??
    text;
  const address = bare.replace(/%.*$/, '').toLowerCase();
  return isIP(address) === 0 ? undefined : (mappedIn(address) ?? address);
};

/** The IPv4 address inside an IPv4-mapped IPv6 address, whichever way its last 32 bits are spelt. */
const mappedIn = (address: string): string | undefined => {
  const rest = /^(?:0{0,4}:){2,5}ffff:([\da-f.:]+)$/.exec(address)?.[1];
  if (rest === undefined || isIPv4(rest)) return rest;
  const [high = '', low, ...more] = rest.split(':');
  if (low === undefined || more.length > 0) return undefined;
  const bits = (Number.parseInt(high, 16) << 16) | Number.parseInt(low, 16);
  return [24, 16, 8, 0].map((shift) => (bits >>> shift) & 255).join('.');
};
