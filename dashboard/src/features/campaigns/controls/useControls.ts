// The controls of the draft, and how they are changed.
import type { Controls } from '../../../api/sending-rules.ts';
import { useDraftContext } from '../editor/DraftContext.ts';
import type { DraftHandle } from '../editor/useDraft.ts';

interface ControlsHandle extends Pick<DraftHandle, 'problems' | 'definition'> {
  controls: Controls;
  set: (patch: Partial<Controls>) => void;
}

export function useControls(): ControlsHandle {
  const { definition, change, problems } = useDraftContext();
  const { controls } = definition;
  return {
    controls,
    definition,
    problems,
    set: (patch) => change({ controls: { ...controls, ...patch } }),
  };
}
