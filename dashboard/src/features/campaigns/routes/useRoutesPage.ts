// The Page whose templates may be used: the one chosen, or the one the address of a call names.
import { useDraftContext } from '../editor/DraftContext.ts';

export function useRoutesPage(): string | null {
  const { definition, check } = useDraftContext();
  return definition.request === null ? definition.page_id : (check?.destination.page_id ?? null);
}
