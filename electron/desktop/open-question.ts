/** Asks before files are opened that nobody pointed at one by one. The system's own dialog: the page cannot answer for a person. */
import { dialog, type BrowserWindow, type MessageBoxOptions } from 'electron';
import { visible } from '../contract/visible.ts';
import type { MayOpen, OpenQuestion } from '../library/questions.ts';

/** Paths that are shown; the others are counted. */
const SHOWN = 12;
/** Characters of one that are shown: its end says more than its middle. */
const SHOWN_LENGTH = 160;

type Words = Required<Pick<MessageBoxOptions, 'message' | 'detail' | 'buttons'>>;

/** What is asked. Pure. */
export function openWords(question: OpenQuestion): Words {
  if (question.kind === 'disk') {
    return {
      message: `Look through the whole drive ${shortened(question.path)}?`,
      detail: 'Every folder on it is searched for photos, which can take minutes. Nothing is copied and nothing is sent.',
      buttons: ['Look through it', 'Cancel'],
    };
  }
  const { paths } = question;
  const others = paths.length - SHOWN;
  const lines = paths.slice(0, SHOWN).map(shortened);
  if (others > 0) lines.push(`and ${others.toLocaleString('en-US')} more`);
  if (question.onNetwork) lines.push('', 'Some are on another computer, which learns your name when it is asked.');
  return {
    message: paths.length === 1 ? 'Open this pasted path?' : `Open these ${paths.length.toLocaleString('en-US')} pasted paths?`,
    detail: lines.join('\n'),
    buttons: ['Open', 'Cancel'],
  };
}

function shortened(path: string): string {
  const text = visible(path);
  const half = SHOWN_LENGTH / 2;
  return text.length <= SHOWN_LENGTH ? text : `${text.slice(0, half)} … ${text.slice(-half)}`;
}

/** Asks one question at a time; whatever comes while a person thinks is left alone. `window`: the parent of the dialog. */
export function createMayOpen(window: () => BrowserWindow | null): MayOpen {
  let isAsking = false;
  return async (question) => {
    if (isAsking) return false;
    isAsking = true;
    try {
      const options: MessageBoxOptions = { type: 'question', ...openWords(question), defaultId: 1, cancelId: 1, noLink: true };
      const parent = window();
      const { response } = await (parent === null ? dialog.showMessageBox(options) : dialog.showMessageBox(parent, options));
      return response === 0;
    } finally {
      isAsking = false;
    }
  };
}
