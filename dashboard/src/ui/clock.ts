// What time it is for the service: this machine's clock may be wrong, and with the sandbox time can be moved.

let distanceMs = 0;

/** An answer within this of the true time says nothing: it was on its way. */
const JITTER_MS = 2_000;

/** The header of every answer of the API. */
export function noteServiceTime(header: string | null): void {
  const found = header === null ? Number.NaN : Date.parse(header) - Date.now();
  if (Number.isFinite(found) && Math.abs(found - distanceMs) > JITTER_MS) distanceMs = found;
}

/** Epoch milliseconds. */
export const serviceNow = (): number => Date.now() + distanceMs;
