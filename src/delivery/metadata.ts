// The name of an attempt as it travels in message.metadata and comes back in the echo (messenger-platform: < 1000
// characters, returned in the echo). It names the installation, so that two Talarias on one Page never mix up.

export interface AttemptName {
  installationId: string;
  campaignId: number;
  deliveryId: number;
  number: number;
}

export const formatMetadata = (name: AttemptName): string =>
  `talaria:${name.installationId}:${name.campaignId}:${name.deliveryId}:${name.number}`;

/** What a test send carries: ours, but of no delivery. */
export const testMetadata = (installationId: string): string => `talaria:${installationId}:test`;

/** The attempt of this installation that `metadata` names, or null: another sender's, a test, or none. */
export function readMetadata(metadata: string | null, installationId: string): AttemptName | null {
  const match = /^talaria:([^:]+):(\d{1,15}):(\d{1,15}):(\d{1,4})$/.exec(metadata ?? '');
  if (match?.[1] !== installationId) return null;
  return {
    installationId,
    campaignId: Number(match[2]),
    deliveryId: Number(match[3]),
    number: Number(match[4]),
  };
}
