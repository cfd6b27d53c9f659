// The delivery type of the draft, to be changed: what was entered for another type comes back with it.
import type { DeliveryType } from '../../../api/types.ts';
import { Panel } from '../../../ui/Panel.tsx';
import { useDraftContext } from '../editor/DraftContext.ts';
import { fieldId } from '../editor/problems.ts';
import { TypeChoice } from './TypeChoice.tsx';

export function TypePanel({ onType }: { onType: (type: DeliveryType) => void }) {
  const { definition } = useDraftContext();
  return (
    <Panel title="How it starts">
      <div id={fieldId('delivery_type')} tabIndex={-1}>
        <TypeChoice value={definition.delivery_type} onChange={onType} />
      </div>
    </Panel>
  );
}
