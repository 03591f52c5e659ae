/** Paste: pictures, files, paths and addresses from the clipboard. */
import { useEffect } from 'react';
import { takesText } from '../../actions/use-keys.ts';
import { useView } from '../../stores/view-store.ts';
import { addFiles, addText } from './intake.ts';

/** Hears the page's paste event while mounted; fields and dialogs keep theirs. */
export function usePaste(): void {
  useEffect(() => {
    const onPaste = (event: ClipboardEvent) => {
      const data = event.clipboardData;
      if (data === null || takesText(event.target) || useView.getState().dialog !== null) return;
      event.preventDefault();
      const files = [...data.files];
      const text = data.getData('text/plain').trim();
      if (files.length > 0) void addFiles(files);
      else if (text !== '') void addText(text);
      else useView.getState().showToast('The clipboard holds no picture, path or address.');
    };
    window.addEventListener('paste', onPaste);
    return () => {
      window.removeEventListener('paste', onPaste);
    };
  }, []);
}
