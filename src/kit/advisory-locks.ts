// The classes of our advisory locks, all in one place, because two that share one would wait for each other. The class is the first
// half of the key; the second says of which workspace, PSID or segment.

export const LOCK_CLASSES = {
  /** Whose a PSID is. */
  psids: 7_264_512,
  /** New attribute names. */
  attributeNames: 7_264_513,
  /** Who is whom while an audience is written. */
  audience: 7_264_514,
  /** Which customers there are. */
  customers: 7_264_515,
  /** Whose the id of a visitor is. */
  visitors: 7_264_516,
  /** Which attribute is the number of an event. */
  eventValues: 7_264_517,
  /** Of which type an attribute is. */
  attributeTypes: 7_264_518,
  /** Which segments there are. */
  segments: 7_264_519,
  /** Who is in a tracked segment. */
  members: 7_264_520,
  /** Building indexes on attributes. */
  attributeIndexes: 7_264_521,
  /** How many people a campaign has let in. */
  admissions: 7_264_522,
  /** Drawing who of a run's audience finds room. */
  draws: 7_264_523,
  /** Who comes into campaigns of a workspace by what they do. */
  triggers: 7_264_530,
} as const satisfies Record<string, number>;
