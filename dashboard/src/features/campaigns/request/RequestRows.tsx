// The parameters behind the URL, and the headers; a header may be secret.
import { useRequestDraft } from '../editor/DraftContext.ts';
import { RowsEditor } from './RowsEditor.tsx';

export function ParamRows() {
  const { request, changeRequest, problems } = useRequestDraft();
  return (
    <RowsEditor
      title="Parameters"
      noun="parameter"
      field="request.params"
      rows={request.params}
      empty={{ name: '', value: '' }}
      problems={problems}
      hint="Added to the URL, escaped."
      onChange={(params) => changeRequest({ params })}
    />
  );
}

export function HeaderRows() {
  const { request, changeRequest, problems } = useRequestDraft();
  return (
    <RowsEditor
      title="Headers"
      noun="header"
      field="request.headers"
      rows={request.headers}
      empty={{ name: '', value: '', secret: false }}
      problems={problems}
      hint="A secret header is stored encrypted and shown as dots from then on."
      onChange={(headers) => changeRequest({ headers })}
    />
  );
}
