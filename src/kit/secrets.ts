// Secrets at rest: AES-256-GCM under ENCRYPTION_KEY. What is sealed here is opened only at the moment of use.
import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';
import { AppError } from './errors.ts';

export interface Secrets {
  /** 1 version byte, 12 bytes nonce, 16 bytes tag, ciphertext. */
  seal(plain: string): Buffer;
  /** Refuses (kind `unavailable`) when the key is another one or the bytes were changed. */
  open(sealed: Buffer): string;
  /** A key of 32 bytes for signing; another `purpose` gives another one, and none tells of the key it comes from. */
  deriveKey(purpose: string): Buffer;
}

const VERSION = 1;

/** `key`: any text of at least 32 characters (64 hex digits are what we generate); it is hashed to 256 bits. */
export function createSecrets(key: string): Secrets {
  const secret = createHash('sha256').update(key).digest();
  return {
    seal(plain) {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', secret, nonce);
      const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
      return Buffer.concat([Buffer.from([VERSION]), nonce, cipher.getAuthTag(), body]);
    },
    open(sealed) {
      try {
        if (sealed[0] !== VERSION) throw new Error(`unknown version ${sealed[0]}`);
        const decipher = createDecipheriv('aes-256-gcm', secret, sealed.subarray(1, 13));
        decipher.setAuthTag(sealed.subarray(13, 29));
        return Buffer.concat([decipher.update(sealed.subarray(29)), decipher.final()]).toString('utf8');
      } catch (cause) {
        throw new AppError('unavailable', 'A stored secret cannot be read with this ENCRYPTION_KEY.', {
          remedy: 'Start with the ENCRYPTION_KEY the secret was stored under, or enter the secret again.',
          cause,
        });
      }
    },
    deriveKey: (purpose) => Buffer.from(hkdfSync('sha256', secret, '', purpose, 32)),
  };
}
