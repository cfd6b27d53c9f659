// What becomes of somebody who comes to a campaign's door, in words.

export const ENTRY_OUTCOMES = {
  entered: 'Came in: the message was written into the ledger.',
  run_started: 'Started a run for everybody in the segment.',
  paused: 'The campaign was paused.',
  not_live: 'It happened before or after the time in which the campaign is live.',
  from_website:
    'It was sent with a website’s key, which everybody can read, and the campaign does not take events from websites.',
  not_in_segment: 'Was not in the campaign’s segment at that moment.',
  entered_before: 'Had come in before, and nobody may twice.',
  too_soon: 'Had come in too short a time before.',
  under_way: 'The message of the time before was still under way.',
  too_often: 'Had come in too many times within a short time: 10 in ten minutes, or 50 in a day.',
  date_missing: 'Has no value in the attribute that says when the message is due.',
  date_unreadable: 'The attribute that says when the message is due holds no date.',
  date_too_far: 'The date lies more than ten years ahead.',
  date_over: 'The date was over already.',
  exit_event: 'Did, before the message was due, what makes it pointless.',
  human_talks: 'A human talks with them, so automatic answers wait.',
  too_many_answers: 'Got too many automatic answers within a short time.',
  too_old: 'It happened too long ago to be answered.',
} as const satisfies Record<string, string>;
export type EntryOutcome = keyof typeof ENTRY_OUTCOMES;

/** One that an earlier or later version wrote is shown as it is. */
export const explainOutcome = (outcome: string): string =>
  Object.hasOwn(ENTRY_OUTCOMES, outcome) ? ENTRY_OUTCOMES[outcome as EntryOutcome] : `${outcome}.`;
