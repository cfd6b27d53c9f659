// Chooses a delivery type for the draft in hand and remembers what was entered for the others while the wizard is open.
import { useRef } from 'react';
import type { DeliveryType } from '../../../api/types.ts';
import type { DraftHandle } from '../editor/useDraft.ts';
import { type KeptTimings, keepTiming, switchType } from './switchType.ts';

export function useTypeSwitch({ definition, change }: DraftHandle, timeZone: string) {
  const kept = useRef<KeptTimings>({});
  return (type: DeliveryType) => {
    if (type === definition.delivery_type) return;
    kept.current = keepTiming(kept.current, definition);
    change(switchType(definition, type, { kept: kept.current, timeZone }));
  };
}
