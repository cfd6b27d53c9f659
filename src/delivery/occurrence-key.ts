// A run of a campaign within its workspace, and as a key of maps.

export interface OccurrenceId {
  campaignId: number;
  occurrence: number;
}

export const occurrenceKey = ({ campaignId, occurrence }: OccurrenceId): string =>
  `${campaignId}/${occurrence}`;
