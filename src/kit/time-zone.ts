// Which texts name a time zone. Pure.

/** Asking the runtime takes 50 µs, and every column of every import that is shown is asked about. */
const known = new Set(['UTC']);
const MOST_KNOWN = 1_000;

/** Any zone of the tz database, old names included: browsers report Asia/Kolkata or Asia/Calcutta, as they like. */
export function isTimeZone(text: string): boolean {
  if (known.has(text)) return true;
  if (!/^[A-Za-z]/.test(text)) return false; // +02:00 is an offset: it knows no summer time
  try {
    new Intl.DateTimeFormat('en', { timeZone: text });
    if (known.size < MOST_KNOWN) known.add(text);
    return true;
  } catch {
    return false;
  }
}
