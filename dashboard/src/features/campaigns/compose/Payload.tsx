// What a tap brings back: it leads to an automatic answer, to a human, or is a payload of one's own.
import { LeadsTo } from '../../conversations/LeadsTo.tsx';
import { LIMITS } from './limits.ts';
import { MessageText } from './MessageText.tsx';
import { useMessage } from './useMessage.ts';

export function Payload({ path }: { path: string }) {
  const { text, set } = useMessage();
  return (
    <LeadsTo label="Leads to" value={text(path)} onChange={(payload) => set(path, payload)}>
      <MessageText
        path={path}
        label="Payload"
        max={LIMITS.payload}
        hint="Comes back to you when it is tapped."
        required
      />
    </LeadsTo>
  );
}
