// What happens to people a message cannot be made for, or who may not be messaged now.
import { NumberInput, Radio, Stack } from '@mantine/core';
import type { CampaignDefinition, ConnectorRequest } from '../../../api/types.ts';
import { ChoiceCard } from '../../../ui/ChoiceCard.tsx';
import { Panel } from '../../../ui/Panel.tsx';
import { useDraftContext } from '../editor/DraftContext.ts';
import { fieldId } from '../editor/problems.ts';

export function PolicyFields() {
  const { definition, change, changeRequest, check } = useDraftContext();
  const isMessenger = check?.destination.kind === 'send_api';
  return (
    <Panel title="Who is left out">
      <Stack gap="lg">
        <Radio.Group
          label="When a person lacks an attribute the request uses"
          value={definition.request.missing_attribute}
          onChange={(value) =>
            changeRequest({ missing_attribute: value as ConnectorRequest['missing_attribute'] })
          }
        >
          <Stack gap="xs" mt={6}>
            <ChoiceCard
              value="skip"
              title="Skip the person"
              text="A default in the text counts as having it."
            />
            <ChoiceCard value="blank" title="Send with an empty place" />
          </Stack>
        </Radio.Group>
        {isMessenger && (
          <Radio.Group
            label="When a person’s 24-hour window is closed"
            value={definition.outside_window}
            onChange={(value) => change({ outside_window: value as CampaignDefinition['outside_window'] })}
          >
            <Stack gap="xs" mt={6}>
              <ChoiceCard value="skip" title="Skip the person" text="Facebook would refuse the message." />
              <ChoiceCard
                value="hold"
                title="Hold the message"
                text="It leaves as soon as the person writes again."
              />
            </Stack>
          </Radio.Group>
        )}
        {isMessenger && definition.outside_window === 'hold' && (
          <NumberInput
            id={fieldId('hold_hours')}
            label="Hold for at most"
            suffix=" hours"
            min={1}
            max={168}
            allowDecimal={false}
            w={160}
            value={definition.hold_hours}
            onChange={(hours) => typeof hours === 'number' && hours >= 1 && change({ hold_hours: hours })}
          />
        )}
      </Stack>
    </Panel>
  );
}
