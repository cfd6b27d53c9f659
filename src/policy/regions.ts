// Countries by the platform's regions, as ISO 3166-1 codes. Used by the rules of marketing messages.

const EU = 'AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE'.split(' ');

/** Where legacy notifications live on and paid messages cannot be received: AU, EU, JP, KR, UK (Marketing messages FAQ). */
export const LEGACY_REGIONS: ReadonlySet<string> = new Set([...EU, 'AU', 'JP', 'KR', 'GB']);

/** Where a business must be located to send paid messages (Marketing Messages on Messenger, 2026-04-17). */
export const PAID_BUSINESS_REGIONS: ReadonlySet<string> = new Set(
  'AU BR CL CO HK IN ID IL MY MX NZ PE PH SA SG TW TH AE US VN'.split(' '),
);
