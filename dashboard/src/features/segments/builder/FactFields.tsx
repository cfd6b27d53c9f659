// Lines about other lists of people, Messenger and campaigns: in or not, which fact, of which Page or campaign.
import { Select, TextInput } from '@mantine/core';
import type {
  CampaignDraft,
  CampaignFact,
  ListDraft,
  MessengerDraft,
  MessengerFact,
  SegmentDraft,
} from '../draft.ts';
import { FACTS } from '../facts.ts';
import fields from '../fields/fields.module.css';
import { PeriodField } from '../fields/PeriodField.tsx';
import { optionsOf, PickField } from '../fields/PickField.tsx';
import { SpanField } from '../fields/SpanField.tsx';
import { type Choice, useBuilder } from './BuilderContext.ts';

interface FieldsProps<D> {
  draft: D;
  onChange: (draft: D) => void;
}

const IN_SEGMENT = optionsOf({ yes: 'are in the segment', no: 'are not in the segment' });
const ON_LIST = optionsOf({ yes: 'are on the list', no: 'are not on the list' });

export function SegmentFields({ draft, onChange }: FieldsProps<SegmentDraft>) {
  const { choices, faultOf } = useBuilder();
  return (
    <>
      <YesNo options={IN_SEGMENT} is={draft.is_in} onChange={(is_in) => onChange({ ...draft, is_in })} />
      <Pick
        label="Segment"
        nothing="There is no other segment"
        choices={choices.segments}
        value={draft.segment_id || null}
        onChange={(segment_id) => onChange({ ...draft, segment_id })}
        error={faultOf(draft.id, 'segment_id')}
      />
    </>
  );
}

export function ListFields({ draft, onChange }: FieldsProps<ListDraft>) {
  const { choices, faultOf } = useBuilder();
  return (
    <>
      <YesNo options={ON_LIST} is={draft.is_in} onChange={(is_in) => onChange({ ...draft, is_in })} />
      <Pick
        label="List"
        nothing="No list is uploaded"
        choices={choices.lists}
        value={draft.list_id || null}
        onChange={(list_id) => onChange({ ...draft, list_id })}
        error={faultOf(draft.id, 'list_id')}
      />
    </>
  );
}

const MESSENGER = Object.entries(FACTS.messenger).map(([value, { text }]) => ({
  value: value as MessengerFact,
  label: text,
}));
const ANY_PAGE = { value: '', label: 'on any Page' };

export function MessengerFields({ draft, onChange }: FieldsProps<MessengerDraft>) {
  const { choices, faultOf } = useBuilder();
  const { yes, no } = FACTS.messenger[draft.fact];
  const pages = choices.pages.map(({ value, label }) => ({ value, label: `on ${label}` }));
  return (
    <>
      <YesNo options={optionsOf({ yes, no })} is={draft.is} onChange={(is) => onChange({ ...draft, is })} />
      <PickField
        className={fields['fact']}
        label="Fact"
        options={MESSENGER}
        value={draft.fact}
        onChange={(fact) => onChange({ ...draft, fact, ...partsOf(fact) })}
      />
      {draft.fact === 'window_closes_within' && (
        <SpanField
          span={draft.within ?? { unit: 'hours' }}
          onChange={(within) => onChange({ ...draft, within })}
          error={faultOf(draft.id, 'within.amount')}
        />
      )}
      {draft.fact === 'came_from' && <OriginFields draft={draft} onChange={onChange} />}
      {(draft.fact === 'wrote' || draft.fact === 'read') && (
        <PeriodField
          period={draft.period}
          onChange={(period) => onChange({ ...draft, period })}
          withEver
          faultOf={(field) => faultOf(draft.id, field === '' ? 'period' : `period.${field}`)}
        />
      )}
      <Pick
        label="Page"
        nothing="No Page is connected"
        choices={withChosen([ANY_PAGE, ...pages], draft.page_id)}
        value={draft.page_id ?? ''}
        onChange={(page) => onChange({ ...draft, page_id: page === '' ? null : page })}
        error={faultOf(draft.id, 'page_id')}
      />
    </>
  );
}

const partsOf = (fact: MessengerFact): Partial<MessengerDraft> =>
  fact === 'window_closes_within'
    ? { within: { amount: 3, unit: 'hours' } }
    : fact === 'came_from'
      ? { link_id: null, ref: null }
      : {};

const ORIGINS = optionsOf({ link: 'the entry link', ref: 'the ref' });

/** By a link of ours, or by the ref as Facebook hands it on. */
function OriginFields({ draft, onChange }: FieldsProps<MessengerDraft>) {
  const { choices, faultOf } = useBuilder();
  const byRef = draft.ref !== null && draft.ref !== undefined;
  return (
    <>
      <PickField
        className={fields['when']}
        label="By link or ref"
        options={ORIGINS}
        value={byRef ? 'ref' : 'link'}
        onChange={(by) => onChange({ ...draft, link_id: null, ref: by === 'ref' ? '' : null })}
      />
      {byRef ? (
        <TextInput
          className={fields['name']}
          aria-label="Ref"
          placeholder="Ref"
          maxLength={1000}
          value={draft.ref ?? ''}
          onChange={(event) => onChange({ ...draft, link_id: null, ref: event.currentTarget.value })}
          error={faultOf(draft.id, 'ref')}
        />
      ) : (
        <Pick
          label="Entry link"
          nothing="There is no entry link"
          choices={choices.links}
          value={draft.link_id ?? null}
          onChange={(link_id) => onChange({ ...draft, link_id, ref: null })}
          error={faultOf(draft.id, 'link_id')}
        />
      )}
    </>
  );
}

const CAMPAIGN = Object.entries(FACTS.campaign).map(([value, { text }]) => ({
  value: value as CampaignFact,
  label: text,
}));
const ANY_CAMPAIGN = { value: '', label: 'any campaign' };

export function CampaignFields({ draft, onChange }: FieldsProps<CampaignDraft>) {
  const { choices, faultOf } = useBuilder();
  const { yes, no } = FACTS.campaign[draft.fact];
  const withReason = draft.fact === 'failed' || draft.fact === 'skipped';
  return (
    <>
      <YesNo options={optionsOf({ yes, no })} is={draft.is} onChange={(is) => onChange({ ...draft, is })} />
      <PickField
        className={fields['when']}
        label="Fact"
        options={CAMPAIGN}
        value={draft.fact}
        onChange={(fact) => onChange({ ...draft, fact, reason: null })}
      />
      <Pick
        label="Campaign"
        nothing="There is no campaign"
        choices={withChosen([ANY_CAMPAIGN, ...choices.campaigns], draft.campaign_id)}
        value={draft.campaign_id ?? ''}
        onChange={(id) => onChange({ ...draft, campaign_id: id === '' ? null : id })}
        error={faultOf(draft.id, 'campaign_id')}
      />
      {withReason && (
        <TextInput
          className={fields['op']}
          aria-label="Reason"
          placeholder="any reason"
          maxLength={100}
          value={draft.reason ?? ''}
          onChange={(event) => onChange({ ...draft, reason: event.currentTarget.value || null })}
          error={faultOf(draft.id, 'reason')}
        />
      )}
      <PeriodField
        period={draft.period}
        onChange={(period) => onChange({ ...draft, period })}
        withEver
        faultOf={(field) => faultOf(draft.id, field === '' ? 'period' : `period.${field}`)}
      />
    </>
  );
}

interface YesNoProps {
  options: readonly { value: 'yes' | 'no'; label: string }[];
  is: boolean;
  onChange: (is: boolean) => void;
}

const YesNo = ({ options, is, onChange }: YesNoProps) => (
  <PickField
    className={options[0] && options[0].label.length > 6 ? fields['op'] : fields['verb']}
    label="Is or is not"
    options={options}
    value={is ? 'yes' : 'no'}
    onChange={(value) => onChange(value === 'yes')}
  />
);

interface PickProps {
  label: string;
  nothing: string;
  choices: Choice[];
  value: string | null;
  onChange: (value: string) => void;
  error?: string | undefined;
}

/** One of many, found by typing. */
function Pick({ label, nothing, choices, value, onChange, error }: PickProps) {
  return (
    <Select
      className={fields['name']}
      aria-label={label}
      placeholder={`Choose: ${label.toLowerCase()}`}
      data={value === null ? choices : withChosen(choices, value)}
      value={value}
      onChange={(picked) => picked !== null && onChange(picked)}
      searchable
      limit={100}
      allowDeselect={false}
      nothingFoundMessage={nothing}
      error={error}
    />
  );
}

/** What was chosen once is shown even when it is not offered any more. */
const withChosen = (choices: Choice[], id: string | null): Choice[] =>
  id === null || choices.some(({ value }) => value === id) ? choices : [{ value: id, label: id }, ...choices];
