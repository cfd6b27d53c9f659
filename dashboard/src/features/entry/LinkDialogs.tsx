// Making an entry link, and changing what is said about one.
import { Modal } from '@mantine/core';
import { changeLink, createLink, type EntryLink } from '../../api/entry.ts';
import { notifyDone } from '../../ui/notify.ts';
import { LinkForm, toInput, valuesOf } from './LinkForm.tsx';

interface NewLinkDialogProps {
  pageId: string;
  isOpen: boolean;
  onClose: () => void;
  onMade: (link: EntryLink) => void;
}

export function NewLinkDialog({ pageId, isOpen, onClose, onMade }: NewLinkDialogProps) {
  return (
    <Modal opened={isOpen} onClose={onClose} title="New link">
      <LinkForm
        verb="Make link"
        failed="The link was not made"
        onSave={(values) => {
          const ref_code = values.ref_code.trim();
          return createLink({ ...toInput(values), page_id: pageId, ...(ref_code !== '' && { ref_code }) });
        }}
        onSaved={(link) => {
          onClose();
          onMade(link);
        }}
      />
    </Modal>
  );
}

interface EditLinkDialogProps {
  link: EntryLink;
  isOpen: boolean;
  onClose: () => void;
}

export function EditLinkDialog({ link, isOpen, onClose }: EditLinkDialogProps) {
  return (
    <Modal opened={isOpen} onClose={onClose} title="Change the link">
      <LinkForm
        initial={valuesOf(link)}
        verb="Save"
        failed="The link was not changed"
        onSave={(values) => changeLink(link.id, toInput(values))}
        onSaved={() => {
          onClose();
          notifyDone('The link is changed.');
        }}
      />
    </Modal>
  );
}
