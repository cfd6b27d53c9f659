// Where the business of a Page, or a person, must be for marketing messages (messenger-platform §5.5). ISO 3166 codes.

const EU = 'AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE';
const ELSEWHERE = 'AU JP KR GB';

/** Where legacy recurring notifications go on after 2026-02-10, and where nobody may get a paid marketing message. */
export const LEGACY_REGIONS: ReadonlySet<string> = new Set(`${EU} ${ELSEWHERE}`.split(' '));

/** Where a business may be that uses the paid API. */
export const PAID_REGIONS: ReadonlySet<string> = new Set(
  'AU BR CL CO HK IN ID IL MY MX NZ PE PH SA SG TW TH AE US VN'.split(' '),
);
