// What a campaign waits for, by its delivery type, and what follows from it: when it leaves, unless what, how often.
import { Stack } from '@mantine/core';
import type { Trigger } from '../../../api/types.ts';
import { Panel } from '../../../ui/Panel.tsx';
import { ConversationPanel } from '../../conversations/ConversationPanel.tsx';
import { useDraftContext } from '../editor/DraftContext.ts';
import { fieldId } from '../editor/problems.ts';
import { isForOnePerson } from '../type/deliveryTypes.ts';
import { ApiPanel } from './ApiPanel.tsx';
import { DelayFields } from './DelayFields.tsx';
import { LiveFields } from './LiveFields.tsx';
import { MatchList } from './MatchList.tsx';
import { ReentryFields } from './ReentryFields.tsx';
import { SegmentFields } from './SegmentFields.tsx';
import { WebsiteSwitch } from './WebsiteSwitch.tsx';

/** The limits of the service. */
const MAX_EVENTS = 20;
const MAX_UNLESS = 10;

export function TriggerFields({ trigger }: { trigger: Trigger }) {
  const { campaign, definition, change } = useDraftContext();
  const { delivery_type: type } = definition;
  const set = (patch: Partial<Trigger>) => change({ trigger: { ...trigger, ...patch } });
  if (type === 'conversation') return <ConversationPanel />;
  return (
    <>
      {type === 'api' && <ApiPanel campaignId={campaign.id} />}
      {type === 'segment' && (
        <Panel title="What it waits for">
          <SegmentFields trigger={trigger} onChange={set} />
        </Panel>
      )}
      {(type === 'event' || type === 'business_event') && (
        <Panel
          title="What it waits for"
          description={
            type === 'event'
              ? 'Any one of these, done by a person.'
              : 'Any one of these, whoever it comes from; it starts a run for the whole segment.'
          }
        >
          <MatchList
            field="events"
            trigger={trigger}
            what="Event"
            addLabel="Or another event"
            max={MAX_EVENTS}
            isNeeded
            onChange={(events) => set({ events })}
          />
          {(type === 'event' || trigger.from_websites) && <WebsiteSwitch trigger={trigger} onChange={set} />}
        </Panel>
      )}
      <Panel title="When it leaves">
        <DelayFields trigger={trigger} onChange={(delay) => set({ delay })} />
      </Panel>
      {isForOnePerson(type) && (
        <Panel
          title="Unless this happens first"
          description="Whoever does one of these before the message leaves does not get it."
        >
          <MatchList
            field="unless"
            trigger={trigger}
            what="Exception"
            addLabel="Unless they do …"
            max={MAX_UNLESS}
            onChange={(unless) => set({ unless })}
          />
        </Panel>
      )}
      <Panel title={isForOnePerson(type) ? 'Again for the same person' : 'When it happens again'}>
        <ReentryFields
          reentry={trigger.reentry}
          isForAll={!isForOnePerson(type)}
          onChange={(reentry) => set({ reentry })}
        />
      </Panel>
      <Panel title="How long it is live">
        <Stack id={fieldId('trigger.live')}>
          <LiveFields trigger={trigger} onChange={set} />
        </Stack>
      </Panel>
    </>
  );
}
