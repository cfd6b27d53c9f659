// An upload of this tab: how far it is, and what became of it. Leaving the screen ends it; the parts that arrived stay.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { beginImport, type Import, type ImportKind, uploadFile } from '../../api/transfer.ts';

export interface UploadOf {
  file: File;
  kind: ImportKind;
  /** Goes on with this one. */
  begun?: Import;
}

export function useUpload(onDone: (done: Import) => void) {
  const queryClient = useQueryClient();
  const [sent, setSent] = useState(0);
  const abort = useRef(new AbortController());
  useEffect(() => {
    const controller = new AbortController();
    abort.current = controller;
    return () => controller.abort();
  }, []);
  const upload = useMutation({
    mutationFn: async ({ file, kind, begun }: UploadOf) => {
      if (begun && file.size < begun.size_bytes)
        throw new Error('This file is shorter than what was uploaded. Choose the same file, or cancel.');
      const { id, size_bytes: from } = begun ?? (await beginImport(kind, file.name.slice(0, 200)));
      setSent(from);
      return uploadFile(file, { id, from }, { onSent: setSent, signal: abort.current.signal });
    },
    onSuccess: onDone,
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['imports'] }),
  });
  const size = upload.variables?.file.size ?? 0;
  return { upload, share: size === 0 ? 0 : sent / size };
}
