// Names that several processes of a benchmark must agree on.

export const APP = { id: '1700000000000001', secret: 'the-app-secret-of-the-bench', verifyToken: 'verify' };
export const PAGE_ACCESS_TOKEN = 'page-access-token-of-the-bench';
/** The id of Page number `n`, from 1 on. */
export const pageId = (n: number): string => String(240_000_000_000_000 + n);
export const ENCRYPTION_KEY = '0123456789abcdef0123456789abcdef';
/** Person n has the PSID FIRST_PSID + n: 16 digits, as on the platform. */
export const FIRST_PSID = '7000000000000000';
