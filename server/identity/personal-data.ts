import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto';

const CIPHER = 'aes-256-gcm';
/** In bytes, for GCM. */
const IV = 12;
const TAG = 16;

/**
 * Protects personal data from readers of Redis (ACCT-4). Data to read again are encrypted. Data to search by are hashed
 * under a key, because identity numbers, mobiles and VINs are few enough to try one by one.
 */
export class PersonalData {
  readonly #cipherKey: Buffer;
  readonly #hashKey: Buffer;
  /** Identifies the key of an envelope, so that a changed secret is detected. */
  readonly #keyId: string;

  /** @param secret the server's; nodes with the same secret read the same data */
  constructor(secret: Buffer) {
    const derive = (label: string): Buffer => Buffer.from(hkdfSync('sha256', secret, '', `xuanhao/${label}/1`, 32));
    this.#cipherKey = derive('personal');
    this.#hashKey = derive('personal-search');
    this.#keyId = createHash('sha256').update(this.#cipherKey).digest('base64url').slice(0, 8);
  }

  /** Seals facts for one place, such as their Redis key: they open nowhere else. */
  seal(place: string, facts: unknown): string {
    const iv = randomBytes(IV);
    const cipher = createCipheriv(CIPHER, this.#cipherKey, iv).setAAD(Buffer.from(place));
    const sealed = Buffer.concat([iv, cipher.update(JSON.stringify(facts)), cipher.final(), cipher.getAuthTag()]);
    return `1.${this.#keyId}.${sealed.toString('base64url')}`;
  }

  /** Opens an envelope. Throws if it was sealed under another key or for another place, or was changed. */
  open(place: string, envelope: string): unknown {
    const [form, keyId, text = ''] = envelope.split('.');
    if (form !== '1' || keyId !== this.#keyId)
      throw new Error(`personal data are sealed under the key ${keyId}; this server has ${this.#keyId}`);
    const sealed = Buffer.from(text, 'base64url');
    const decipher = createDecipheriv(CIPHER, this.#cipherKey, sealed.subarray(0, IV))
      .setAAD(Buffer.from(place))
      .setAuthTag(sealed.subarray(-TAG));
    const facts = Buffer.concat([decipher.update(sealed.subarray(IV, -TAG)), decipher.final()]);
    return JSON.parse(facts.toString());
  }

  /** The keyed hash to find something by; 22 characters. Each kind has its own hashes. */
  hash(kind: string, text: string): string {
    return createHmac('sha256', this.#hashKey).update(`${kind}/${text}`).digest('base64url').slice(0, 22);
  }
}
