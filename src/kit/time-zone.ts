// Which texts name a time zone. Pure.

/** Any zone of the tz database, old names included: browsers report Asia/Kolkata or Asia/Calcutta, as they like. */
export function isTimeZone(text: string): boolean {
  if (!/^[A-Za-z]/.test(text)) return false; // +02:00 is an offset: it knows no summer time
  try {
    new Intl.DateTimeFormat('en', { timeZone: text });
    return true;
  } catch {
    return false;
  }
}
