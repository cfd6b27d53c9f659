// Instants as the Graph API writes them.

/** "2026-11-01T10:00:00+0000": the colon that ISO 8601 wants is missing. undefined when it is no instant. */
export function readGraphTime(text: string | undefined): Date | undefined {
  const at = new Date((text ?? '').replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
  return Number.isNaN(at.getTime()) ? undefined : at;
}
