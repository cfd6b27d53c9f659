// What a draft still lacks, or says against itself, in the words of the API. Pure.
import type {
  AttributeDraft,
  Draft,
  EventDraft,
  GroupDraft,
  LineDraft,
  MessengerDraft,
  PeriodDraft,
  SpanDraft,
  WhichDraft,
} from './draft.ts';

export interface Fault {
  /** The line it keeps from being counted. */
  line: string;
  /** The line itself, or the condition in it. */
  at: string;
  /** As the API names it within the line: "value", "first.event", "period.at". */
  field: string;
  message: string;
  /** Not filled in yet: said once somebody wants to save. What is wrong is said at once. */
  isMissing: boolean;
}
type Found = Pick<Fault, 'field' | 'message' | 'isMissing'> & { at?: string };

/** Of every line of the tree, in their order. */
export function findFaults(draft: Draft): Fault[] {
  if (draft.kind === 'group') return draft.filters.flatMap(findFaults);
  return lineFaults(draft).map((found) => ({ at: draft.id, ...found, line: draft.id }));
}

/** "a.2.b" below the root, as the API names the place of what it refuses, as the line or condition and the field in it. */
export function placeIssue(root: GroupDraft, path: string): { at: string; field: string } | null {
  const steps = path.split('.');
  let node: Draft = root;
  let depth = 0;
  for (; node.kind === 'group' && steps[depth] === 'filters'; depth += 2) {
    const next: Draft | undefined = node.filters[Number(steps[depth + 1])];
    if (!next) return null;
    node = next;
  }
  const rest = steps.slice(depth);
  const where = rest.indexOf('where');
  const condition = where < 0 ? undefined : whereOf(node, rest[0])?.[Number(rest[where + 1])];
  if (condition) return { at: condition.id, field: rest.slice(where + 2).join('.') };
  return { at: node.id, field: rest.join('.') };
}

function whereOf(node: Draft, part: string | undefined): AttributeDraft[] | undefined {
  if (node.kind === 'event') return node.where;
  if (node.kind !== 'sequence') return undefined;
  return part === 'first' ? node.first.where : node.next.where;
}

const missing = (field: string, message: string): Found => ({ field, message, isMissing: true });
const wrong = (field: string, message: string): Found => ({ field, message, isMissing: false });

function lineFaults(draft: LineDraft): Found[] {
  switch (draft.kind) {
    case 'attribute':
      return attributeFaults(draft);
    case 'event':
      return eventFaults(draft);
    case 'sequence':
      return [
        ...whichFaults(draft.first, 'first.'),
        ...periodFaults(draft.period),
        ...whichFaults(draft.next, 'next.'),
        ...spanFaults(draft.within, 'within.'),
      ];
    case 'segment':
      return draft.segment_id === '' ? [missing('segment_id', 'choose a segment')] : [];
    case 'list':
      return draft.list_id === '' ? [missing('list_id', 'choose a list')] : [];
    case 'messenger':
      return messengerFaults(draft);
    case 'campaign':
      return periodFaults(draft.period);
  }
}

const isSet = (value: unknown): boolean => value !== undefined && value !== '' && value !== null;

function attributeFaults(draft: AttributeDraft): Found[] {
  const faults = draft.attribute.trim() === '' ? [missing('attribute', 'choose an attribute')] : [];
  return [...faults, ...valueFaults(draft)];
}

function valueFaults(draft: AttributeDraft): Found[] {
  const need = (field: keyof AttributeDraft, message: string): Found[] =>
    isSet(draft[field]) ? [] : [missing(field, message)];
  switch (draft.op) {
    case 'exists':
    case 'not_exists':
    case 'blank':
      return [];
    // The empty text is a value one may look for; it is there once somebody chose to.
    case 'is':
    case 'is_not':
      return draft.value === undefined ? [missing('value', 'enter a value')] : [];
    case 'any_of':
    case 'none_of':
    case 'has_any':
    case 'has_all':
    case 'has_none':
      if ((draft.values?.length ?? 0) > 1000) return [wrong('values', 'has more than 1,000 values')];
      return draft.values?.length ? [] : [missing('values', 'enter a value')];
    case 'in_last_days':
    case 'not_in_last_days':
      return need('days', 'enter a number of days');
    case 'in_last':
    case 'not_in_last':
    case 'in_next':
    case 'not_in_next':
      return need('amount', 'enter a number');
    case 'in_period':
    case 'not_in_period':
      return draft.period ? periodFaults(draft.period) : [missing('period', 'choose when')];
    case 'anniversary':
      return need('within_days', 'enter a number of days');
    case 'weekday':
      return Array.isArray(draft.days) && draft.days.length > 0 ? [] : [missing('days', 'choose a day')];
    case 'hour_of_day':
      return [...need('from', 'choose an hour'), ...need('to', 'choose an hour')];
    case 'between':
    case 'not_between':
      return boundFaults(draft);
    case 'within_distance':
    case 'not_within_distance':
      return [
        ...need('latitude', 'enter a latitude'),
        ...need('longitude', 'enter a longitude'),
        ...need('kilometres', 'enter a distance'),
      ];
    default:
      return need('value', 'enter a value');
  }
}

function boundFaults({ from, to }: AttributeDraft): Found[] {
  const faults: Found[] = [];
  if (!isSet(from)) faults.push(missing('from', 'enter a value'));
  if (!isSet(to)) faults.push(missing('to', 'enter a value'));
  if (faults.length > 0) return faults;
  if (typeof from !== typeof to) return [wrong('to', 'needs two numbers or two date-times')];
  const ends = [from, to].map((end) => (typeof end === 'string' ? Date.parse(end) : Number(end)));
  return ends[0]! > ends[1]! ? [wrong('to', 'ends before it begins')] : [];
}

function whichFaults({ event, where }: WhichDraft, prefix = ''): Found[] {
  const conditions = (where ?? []).flatMap((condition) =>
    attributeFaults(condition).map((fault) => ({ ...fault, at: condition.id })),
  );
  return [...(event.trim() === '' ? [missing(`${prefix}event`, 'choose an event')] : []), ...conditions];
}

function eventFaults(draft: EventDraft): Found[] {
  const { at_least, at_most, times, aggregate } = draft;
  const faults = [...whichFaults(draft), ...periodFaults(draft.period)];
  if (times === 'first' || times === 'last') {
    if (!draft.period && !isSet(draft.within_days)) faults.push(missing('period', 'choose when'));
    return faults;
  }
  const hasLeast = times !== 'at_most';
  const hasMost = times === 'at_most' || times === 'between';
  if (hasLeast && !isSet(at_least)) faults.push(missing('at_least', 'enter a number'));
  if (hasMost && !isSet(at_most)) faults.push(missing('at_most', 'enter a number'));
  if (times === 'at_least' && at_least === 0)
    faults.push(wrong('at_least', 'at least 0 times is everybody: enter at most'));
  if (isSet(at_most) && isSet(at_least) && at_most! < at_least!)
    faults.push(wrong('at_most', `is less than at least ${at_least}`));
  if (aggregate && aggregate.of.trim() === '')
    faults.push(missing('aggregate.of', 'choose an attribute of the event'));
  if (aggregate && !isSet(aggregate.value)) faults.push(missing('aggregate.value', 'enter a number'));
  return faults;
}

const spanFaults = (span: SpanDraft | undefined, prefix: string): Found[] =>
  isSet(span?.amount) ? [] : [missing(`${prefix}amount`, 'enter a number')];

function periodFaults(period: PeriodDraft | null | undefined): Found[] {
  if (!period) return [];
  const need = (field: 'at' | 'from' | 'to' | 'day'): Found[] =>
    isSet(period[field]) ? [] : [missing(`period.${field}`, 'choose a date')];
  switch (period.kind) {
    case 'last':
    case 'more_than_ago':
      return isSet(period.amount) ? [] : [missing('period.amount', 'enter a number')];
    case 'before':
    case 'after':
      return need('at');
    case 'on':
      return need('day');
    case 'between': {
      const faults = [...need('from'), ...need('to')];
      if (faults.length === 0 && Date.parse(period.from!) > Date.parse(period.to!))
        faults.push(wrong('period.to', 'ends before it begins'));
      return faults;
    }
    default:
      return [];
  }
}

function messengerFaults(draft: MessengerDraft): Found[] {
  if (draft.fact === 'window_closes_within') return spanFaults(draft.within, 'within.');
  if (draft.fact === 'wrote' || draft.fact === 'read') return periodFaults(draft.period);
  if (draft.fact !== 'came_from' || isSet(draft.link_id) !== isSet(draft.ref)) return [];
  return [missing(draft.ref === '' ? 'ref' : 'link_id', 'choose an entry link or enter a ref')];
}
