// A filter while it is being edited: the shapes of the API with values that may still be missing, and an id a line keeps
// wherever it is moved to. Everything the screens edit is one of these; convert.ts leads from and to the API.
import type { AttributeType, Filter, GroupFilter } from '../../api/types.ts';

export type LeafFilter = Exclude<Filter, GroupFilter>;
export type AttributeFilter = Extract<LeafFilter, { kind: 'attribute' }>;
export type EventFilter = Extract<LeafFilter, { kind: 'event' }>;
type SequenceFilter = Extract<LeafFilter, { kind: 'sequence' }>;
type MessengerFilter = Extract<LeafFilter, { kind: 'messenger' }>;
type CampaignFilter = Extract<LeafFilter, { kind: 'campaign' }>;

/** `mixed`: values of several types came under one name. */
export type ValueType = AttributeType | 'mixed';
export type Match = GroupFilter['match'];
export type AttributeOp = AttributeFilter['op'];
export type Scalar = string | number | boolean;
export type Period = NonNullable<EventFilter['period']>;
export type PeriodKind = Period['kind'];
export type Unit = SequenceFilter['within']['unit'];
export type CalendarUnit = Extract<Period, { kind: 'this' | 'previous' }>['unit'];
export type Aggregate = NonNullable<EventFilter['aggregate']>;
export type MessengerFact = MessengerFilter['fact'];
export type CampaignFact = CampaignFilter['fact'];

export interface SpanDraft {
  amount?: number | undefined;
  unit: Unit;
}

/** Of each kind of period the parts it has; those of other kinds are kept while choosing and left behind when saved. */
export interface PeriodDraft {
  kind: PeriodKind;
  amount?: number | undefined;
  unit?: Unit | CalendarUnit | undefined;
  at?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  day?: string | undefined;
}

/** Of each operator the parts it has, like PeriodDraft. `days`: a number of days back, or weekdays. */
export interface AttributeDraft {
  id: string;
  kind: 'attribute';
  attribute: string;
  op: AttributeOp;
  ignore_case?: boolean | undefined;
  value?: Scalar | undefined;
  values?: Scalar[] | undefined;
  from?: string | number | undefined;
  to?: string | number | undefined;
  days?: number | number[] | undefined;
  amount?: number | undefined;
  unit?: Unit | undefined;
  period?: PeriodDraft | undefined;
  within_days?: number | undefined;
  latitude?: number | undefined;
  longitude?: number | undefined;
  kilometres?: number | undefined;
}

/** Which events count. */
export interface WhichDraft {
  event: string;
  where?: AttributeDraft[] | undefined;
  where_match?: 'all' | 'any' | undefined;
}

export interface AggregateDraft extends Omit<Aggregate, 'value'> {
  value?: number | undefined;
}

/** How the form asks for the times; said by the numbers as well, but "between 2 and 2" must not jump to "exactly". */
export type Times = 'at_least' | 'at_most' | 'exactly' | 'between' | 'first' | 'last';

export interface EventDraft extends WhichDraft {
  id: string;
  kind: 'event';
  did: boolean;
  times: Times;
  at_least?: number | undefined;
  at_most?: number | null | undefined;
  within_days?: number | null | undefined;
  period?: PeriodDraft | null | undefined;
  occasion?: 'any' | 'first' | 'last' | undefined;
  aggregate?: AggregateDraft | null | undefined;
}

export interface SequenceDraft {
  id: string;
  kind: 'sequence';
  did: boolean;
  first: WhichDraft;
  period?: PeriodDraft | null | undefined;
  then: boolean;
  next: WhichDraft;
  within: SpanDraft;
}

export interface SegmentDraft {
  id: string;
  kind: 'segment';
  segment_id: string;
  is_in: boolean;
}

export interface ListDraft {
  id: string;
  kind: 'list';
  list_id: string;
  is_in: boolean;
}

export interface MessengerDraft {
  id: string;
  kind: 'messenger';
  is: boolean;
  page_id: string | null;
  fact: MessengerFact;
  within?: SpanDraft | undefined;
  period?: PeriodDraft | null | undefined;
  link_id?: string | null | undefined;
  ref?: string | null | undefined;
}

export interface CampaignDraft {
  id: string;
  kind: 'campaign';
  is: boolean;
  campaign_id: string | null;
  fact: CampaignFact;
  reason?: string | null | undefined;
  period?: PeriodDraft | null | undefined;
}

export type LineDraft =
  | AttributeDraft
  | EventDraft
  | SequenceDraft
  | SegmentDraft
  | ListDraft
  | MessengerDraft
  | CampaignDraft;
export interface GroupDraft {
  id: string;
  kind: 'group';
  match: Match;
  filters: Draft[];
}
export type Draft = GroupDraft | LineDraft;
export type LineKind = LineDraft['kind'];

/** The limits of the service: lines in one segment, how deep groups may nest, conditions on one event. */
export const MAX_FILTERS = 100;
export const MAX_DEPTH = 6;
export const MAX_CONDITIONS = 10;

let made = 0;
/** Unlike every other id of this visit. */
export const newId = (): string => `line-${++made}`;
