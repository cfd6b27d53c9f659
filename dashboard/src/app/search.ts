// What may stand behind the "?" of each address. Anything else is dropped, so an old or edited link still opens.

import type { PeopleKind } from '../api/people.ts';
import type { RecipientsFilter, ReportScope } from '../api/reports.ts';
import type { CampaignState, DeliveryState, DeliveryType } from '../api/types.ts';
import { ATTRIBUTES_TABS, type AttributesTab } from '../features/attributes/tabs.ts';
import { DELIVERY_TYPES } from '../features/campaigns/type/deliveryTypes.ts';
import { PAGE_TABS, type PageTab } from '../features/pages/tabs.ts';
import { CAMPAIGN_STATES } from '../ui/CampaignStateMark.tsx';

type Raw = Record<string, unknown>;

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== ''
    ? value.slice(0, 200)
    : typeof value === 'number'
      ? `${value}`
      : undefined;
const oneOf = <T extends string>(value: unknown, allowed: readonly T[]): T | undefined =>
  allowed.find((one) => one === value);
/** Leaves out what is not set, so addresses stay short. */
function keep<T extends object>(values: { [K in keyof T]: T[K] | undefined }): Partial<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>;
}

/** Only a path of ours: a link must not lead somebody who signs in to another site. */
export const signInSearch = (raw: Raw) => {
  const to = text(raw['to']);
  return keep<{ to: string }>({ to: to?.startsWith('/') && !to.startsWith('//') ? to : undefined });
};

const TABS = PAGE_TABS.map(([key]) => key);
export const pageSearch = (raw: Raw) => keep<{ tab: PageTab }>({ tab: oneOf(raw['tab'], TABS) });

/** What Facebook's login dialog comes back with, or the login that waits for a choice. A code is longer than other texts. */
export const pageLoginSearch = (raw: Raw) => {
  const long = (value: unknown) => (typeof value === 'string' ? value.slice(0, 2000) : undefined);
  return keep<{ code: string; state: string; error: string; login: string }>({
    code: long(raw['code']),
    state: long(raw['state']),
    error: text(raw['error']),
    login: text(raw['login']),
  });
};

const KINDS: readonly PeopleKind[] = ['all', 'customer', 'anonymous', 'messenger', 'opted_out', 'blocked'];
export const peopleSearch = (raw: Raw) =>
  keep<{ search: string; kind: PeopleKind }>({
    search: text(raw['search']),
    kind: oneOf(raw['kind'], KINDS),
  });

const IMPORT_KINDS = ['customers', 'events', 'list'] as const;
export const importsSearch = (raw: Raw) =>
  keep<{ kind: (typeof IMPORT_KINDS)[number] }>({ kind: oneOf(raw['kind'], IMPORT_KINDS) });

export const attributesSearch = (raw: Raw) =>
  keep<{ tab: AttributesTab; search: string }>({
    tab: oneOf(raw['tab'], ATTRIBUTES_TABS),
    search: text(raw['search']),
  });

const TYPES = DELIVERY_TYPES.map(({ type }) => type);
const ARCHIVED = ['only'] as const;
const SORTS = ['name', 'next_run'] as const;
export const campaignsSearch = (raw: Raw) =>
  keep<{
    search: string;
    state: CampaignState;
    archived: 'only';
    delivery_type: DeliveryType;
    tag: string;
    page_id: string;
    sort: (typeof SORTS)[number];
    new: boolean;
    segment: string;
  }>({
    search: text(raw['search']),
    state: oneOf(raw['state'], CAMPAIGN_STATES),
    archived: oneOf(raw['archived'], ARCHIVED),
    delivery_type: oneOf(raw['delivery_type'], TYPES),
    tag: text(raw['tag']),
    page_id: text(raw['page_id']),
    sort: oneOf(raw['sort'], SORTS),
    new: raw['new'] === true ? true : undefined,
    segment: text(raw['segment']),
  });

export const STEPS = ['who', 'what', 'when', 'review'] as const;
export const editSearch = (raw: Raw) =>
  keep<{ step: (typeof STEPS)[number]; field: string }>({
    step: oneOf(raw['step'], STEPS),
    field: text(raw['field']),
  });

const DELIVERY: readonly DeliveryState[] = [
  'pending',
  'sending',
  'unknown',
  'held',
  'accepted',
  'failed',
  'skipped',
];
const YES_OR_NO = ['true', 'false'] as const;
/** Counted from 1, as far as the database does. */
const ordinal = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isInteger(value) && value >= 1 && value < 2 ** 31 ? value : undefined;

/** Which runs the report is about, and who of them is listed. */
export const reportSearch = (raw: Raw) =>
  keep<ReportScope & RecipientsFilter>({
    run: ordinal(raw['run']),
    version: ordinal(raw['version']),
    state: oneOf(raw['state'], DELIVERY),
    reason: text(raw['reason']),
    variant: text(raw['variant']),
    converted: oneOf(String(raw['converted']), YES_OR_NO),
    search: text(raw['search']),
  });

/** The content block that is open: its id, or new. */
export const blocksSearch = (raw: Raw): { open?: string } =>
  typeof raw['open'] === 'string' && /^(?:new|blk_[1-9]\d{0,14})$/.test(raw['open'])
    ? { open: raw['open'] }
    : {};
