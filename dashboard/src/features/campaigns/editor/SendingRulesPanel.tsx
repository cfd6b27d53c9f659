// Rules of sending that matter on a Page many campaigns share: who goes first, and what becomes of a call without an answer.
import { Radio, Stack } from '@mantine/core';
import type { CampaignDefinition } from '../../../api/types.ts';
import { ChoiceCard } from '../../../ui/ChoiceCard.tsx';
import { Panel } from '../../../ui/Panel.tsx';
import { useDraftContext } from './DraftContext.ts';
import { fieldId } from './problems.ts';

export function SendingRulesPanel() {
  const { definition, change } = useDraftContext();
  return (
    <Panel title="Rules of sending">
      <Stack gap="lg">
        <Radio.Group
          id={fieldId('priority')}
          label="When other campaigns of this Page send too"
          value={definition.priority}
          onChange={(value) => change({ priority: value as CampaignDefinition['priority'] })}
        >
          <Stack gap="xs" mt={6}>
            <ChoiceCard
              value="normal"
              title="Take turns"
              text="Each gets an equal part of what Facebook allows."
            />
            <ChoiceCard
              value="high"
              title="Priority: before other campaigns of this Page"
              text="For messages that must not wait behind a large campaign."
            />
          </Stack>
        </Radio.Group>
        <Radio.Group
          id={fieldId('resend_unknown')}
          label="If a call stays without an answer"
          description="After a lost connection nobody knows at first whether the message arrived. Talaria waits for Facebook’s proof either way."
          value={definition.resend_unknown}
          onChange={(value) => change({ resend_unknown: value as CampaignDefinition['resend_unknown'] })}
        >
          <Stack gap="xs" mt={6}>
            <ChoiceCard
              value="on_absence"
              title="Send again once it is sure it did not arrive"
              text="Nobody is left out, and nobody gets it twice."
            />
            <ChoiceCard
              value="never"
              title="Never send again"
              text="The person is reported as failed, and you decide."
            />
          </Stack>
        </Radio.Group>
      </Stack>
    </Panel>
  );
}
