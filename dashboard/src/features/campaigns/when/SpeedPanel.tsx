// How fast a campaign may send, below what is allowed anyway.
import { NumberInput, Stack, Switch } from '@mantine/core';
import { Panel } from '../../../ui/Panel.tsx';
import { useDraftContext } from '../editor/DraftContext.ts';
import { fieldId } from '../editor/problems.ts';

export function SpeedPanel() {
  const { definition, change, check } = useDraftContext();
  const { per_second: rate } = definition;
  const isMessenger = check?.destination.kind === 'send_api';
  return (
    <Panel
      title="How fast"
      description={
        isMessenger
          ? 'Facebook allows 300 messages a second for a Page. Talaria keeps to it by itself.'
          : 'Without a limit Talaria sends as fast as the other side answers.'
      }
    >
      <Stack>
        <Switch
          label="Send more slowly"
          description="For example when answers or visits would come all at once."
          checked={rate !== null}
          onChange={(event) => change({ per_second: event.currentTarget.checked ? 20 : null })}
        />
        {rate !== null && (
          <NumberInput
            id={fieldId('per_second')}
            label="At most"
            suffix=" a second"
            min={0.1}
            max={300}
            decimalScale={1}
            w={180}
            value={rate}
            onChange={(value) =>
              typeof value === 'number' && value > 0 && change({ per_second: Math.min(300, value) })
            }
          />
        )}
      </Stack>
    </Panel>
  );
}
