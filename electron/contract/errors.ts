/**
 * Every failure the app knows, as a code, one sentence for the user and one next step.
 * Main, command line and renderer all read this table, so a code without words does not compile.
 */
import { z } from 'zod';
import { shownTextSchema } from './visible.ts';

/** What the user can do about a failure; the renderer turns each into one button. */
export type NextStep =
  | 'none'
  | 'retry'
  | 'enter-key'
  | 'check-balance'
  | 'add-credits'
  | 'change-prompt'
  | 'change-model'
  | 'change-settings'
  | 'choose-folder'
  | 'confirm-limits'
  | 'recover-ledger'
  | 'decide'
  | 'show-log';

interface ErrorText {
  /** One sentence: what is wrong, said to a photographer. Ends with a full stop. */
  readonly sentence: string;
  readonly next: NextStep;
}

/** The table. Keys are stable: they are stored in the ledger and printed by the command line. */
export const errorTexts = {
  // The photo itself
  'file-missing': { sentence: 'The file is not there any more.', next: 'none' },
  'name-broken': { sentence: 'Its name, or that of a folder around it, is not valid UTF-8. Rename it.', next: 'none' },
  'link-broken': { sentence: 'The link leads nowhere: what it names is not there.', next: 'none' },
  'link-circular': { sentence: 'The link leads to itself.', next: 'none' },
  'file-special': { sentence: 'This is not a file but a pipe, a socket or a device, and was passed over.', next: 'none' },
  'file-unreadable': { sentence: 'The file cannot be read; its permissions or its drive refuse.', next: 'retry' },
  'file-changed': { sentence: 'The file changed while it was being read.', next: 'retry' },
  'file-empty': { sentence: 'The file has no content.', next: 'none' },
  'format-unknown': { sentence: 'This is not a picture in a format that Darkslide reads.', next: 'none' },
  // Written by earlier versions, which read neither HEIC nor RAW
  'format-later': { sentence: 'An earlier version of Darkslide could not read this kind of file. Try it again.', next: 'retry' },
  'not-looked': { sentence: 'Darkslide has not looked into this file yet. Try again when it has.', next: 'retry' },
  'picture-truncated': { sentence: 'The file ends before the picture does.', next: 'none' },
  'picture-corrupt': { sentence: 'The picture inside the file is damaged.', next: 'none' },
  'coding-unsupported': {
    sentence: 'The picture is packed in a way that cannot be read. Export it again as JPEG or TIFF.',
    next: 'none',
  },
  'raw-without-preview': {
    sentence: 'This RAW file holds no preview that can be developed. Export it as JPEG or TIFF.',
    next: 'none',
  },
  'picture-blank': {
    sentence: 'The picture decodes to one flat colour although its file holds more. Export it again as JPEG or TIFF.',
    next: 'none',
  },
  'picture-too-large': { sentence: 'The picture has more pixels than can be decoded safely.', next: 'none' },
  'picture-too-small': { sentence: 'The picture is under 64 pixels on one side.', next: 'none' },
  'picture-too-long': { sentence: 'One side is more than 2.5 times the other.', next: 'none' },
  'own-result': { sentence: 'This is a result of Darkslide and was passed over.', next: 'none' },
  'folder-private': {
    sentence: 'Photos of this folder are never uploaded, as you said in the settings. Nothing was sent.',
    next: 'change-settings',
  },
  'private-unknown': {
    sentence: 'The list of folders that are never uploaded (private-folders.json) cannot be read. Nothing is sent until it can.',
    next: 'change-settings',
  },
  'private-unwritten': { sentence: 'The list of folders that are never uploaded could not be written.', next: 'retry' },
  'recipe-absent': { sentence: 'This file holds no recipe: it is no result of Darkslide.', next: 'none' },
  pair: { sentence: 'Another file of the same shot stands for it.', next: 'none' },
  'copy-of-another': { sentence: 'The same photo is among the others: it is developed once.', next: 'none' },
  'folder-linked': { sentence: 'A link to a folder is not followed. Add the folder itself.', next: 'none' },
  'not-opened': { sentence: 'It was left alone, as you said.', next: 'none' },
  'nothing-found': { sentence: 'There are no photos here.', next: 'none' },
  // The account
  'key-missing': { sentence: 'No Segmind key is set.', next: 'enter-key' },
  'key-withheld': {
    sentence: 'This old Electron is for trying, and you did not let it use the key. Use the demo, or start Darkslide again.',
    next: 'none',
  },
  'key-rejected': { sentence: 'Segmind does not accept this key; it may be wrong or expired.', next: 'enter-key' },
  'credits-exhausted': { sentence: 'Segmind says the credits are used up.', next: 'add-credits' },
  'spend-limit': { sentence: 'The spend limit of this Segmind team is reached.', next: 'check-balance' },
  'rate-limited': { sentence: 'Segmind asks to go slower.', next: 'none' },
  offline: { sentence: 'Segmind cannot be reached.', next: 'retry' },
  'model-forbidden': { sentence: 'This account may not use this model.', next: 'change-model' },
  'model-unknown': { sentence: 'Segmind does not know this model any more.', next: 'change-model' },
  'model-retired': { sentence: 'Segmind has retired this model.', next: 'change-model' },
  'limits-unknown': {
    sentence: 'Your spending limits cannot be read. Nothing is spent until you confirm them.',
    next: 'confirm-limits',
  },
  'lock-unusable': {
    sentence: 'The file that keeps two Darkslides apart (runner.lock) cannot be used. Look at its permissions, or delete it.',
    next: 'show-log',
  },
  'home-unusable': { sentence: 'Darkslide’s data folder cannot be used.', next: 'none' },
  'home-gone': {
    sentence:
      'Darkslide’s data folder was deleted, moved or replaced while it was in use. Nothing more is sent. Bring it back, then start again.',
    next: 'none',
  },
  'ledger-lost': {
    sentence: 'The record of what was paid for is lost or damaged. Nothing is spent until you say what to go on from.',
    next: 'recover-ledger',
  },
  'left-over': { sentence: 'The command line that asked for these photos ended before they were sent.', next: 'none' },
  'budget-reached': { sentence: 'The budget that you set is reached.', next: 'change-settings' },
  // One request
  'request-rejected': { sentence: 'Segmind refused the request.', next: 'change-settings' },
  'value-rejected': { sentence: 'Segmind refused one of the settings.', next: 'change-settings' },
  'upload-too-large': { sentence: 'The upload is too large for Segmind.', next: 'change-settings' },
  'content-filtered': { sentence: 'The content filter refused it.', next: 'change-prompt' },
  'server-error': { sentence: 'Segmind had an error of its own.', next: 'retry' },
  'job-failed': { sentence: 'Segmind could not develop this photo.', next: 'retry' },
  'no-answer': { sentence: 'Sent, but no answer came.', next: 'decide' },
  'reply-unusable': { sentence: 'What came back is not a usable picture.', next: 'retry' },
  'result-expired': { sentence: 'Segmind no longer has this result.', next: 'decide' },
  'copy-in-doubt': { sentence: 'The same photo may have been charged already. Decide about that one first.', next: 'decide' },
  // Watched folders
  'root-missing': { sentence: 'The watched folder is not there. Connect its drive, or look for the folder.', next: 'retry' },
  'root-unreadable': { sentence: 'The watched folder cannot be listed; its permissions or its drive refuse.', next: 'retry' },
  'root-silent': { sentence: 'The drive of the watched folder does not answer.', next: 'retry' },
  'watch-limit': {
    sentence:
      'This computer’s limit of watched folders is used up. Raise fs.inotify.max_user_watches, for example by sudo sysctl fs.inotify.max_user_watches=1048576.',
    next: 'retry',
  },
  'watch-silent': { sentence: 'The system does not report changes in this folder.', next: 'none' },
  'watch-network': { sentence: 'The system does not report what others change on a network drive.', next: 'none' },
  'watch-asked': { sentence: 'The folder is listed again and again, as you asked for.', next: 'none' },
  'watch-untested': {
    sentence: 'The folder cannot be written, so whether the system reports its changes is not tested.',
    next: 'none',
  },
  'watcher-failing': { sentence: 'Hearing of changes from the system failed again and again.', next: 'show-log' },
  'watcher-ended': { sentence: 'The process that watches folders ended and is being started again.', next: 'retry' },
  // Storing
  'disk-full': { sentence: 'The disk is full. The result is paid and safe.', next: 'choose-folder' },
  'disk-scarce': { sentence: 'The disk has less than 48 MB free. The result is paid and safe.', next: 'choose-folder' },
  'disk-read-only': { sentence: 'The disk is read-only. The result is paid and safe.', next: 'choose-folder' },
  'folder-missing': { sentence: 'The folder for results is not there. The result is paid and safe.', next: 'choose-folder' },
  'folder-unwritable': {
    sentence: 'The folder for results cannot be written. The result is paid and safe.',
    next: 'choose-folder',
  },
  'folder-silent': { sentence: 'The folder for results does not answer. The result is paid and safe.', next: 'retry' },
  'results-linked': {
    sentence: '“Darkslide” beside these photos is a link to another place. Choose the folder for results yourself.',
    next: 'choose-folder',
  },
  'store-failed': { sentence: 'The result could not be stored yet. It is paid and safe.', next: 'retry' },
  'result-gone': { sentence: 'It was developed before, but the file of the result is gone.', next: 'retry' },
  'result-unreachable': {
    sentence: 'It was developed before; the folder of the result cannot be reached. Connect its drive, or look for the folder.',
    next: 'none',
  },
  // Watched folders
  'watch-paused': { sentence: 'Watched folders are paused. Files are noticed, and nothing is sent.', next: 'none' },
  'watch-hours': { sentence: 'It is outside the hours of this rule. Photos wait until they begin.', next: 'none' },
  'watch-battery': { sentence: 'The computer runs on its battery. Photos wait until it has mains power again.', next: 'none' },
  'watch-starting': { sentence: 'The watched folder of these photos has not begun yet. They wait for it.', next: 'none' },
  'watch-off': { sentence: 'The rule is switched off. Its photos wait.', next: 'none' },
  'rule-impossible': { sentence: 'This rule cannot be. Choose another folder.', next: 'choose-folder' },
  // Pictures from the web
  'url-refused': { sentence: 'Only https addresses on the public internet can be fetched.', next: 'none' },
  'url-failed': { sentence: 'The address did not answer with a picture.', next: 'retry' },
  'url-too-large': { sentence: 'The picture at this address is over 64 MB.', next: 'none' },
  // The app
  'runner-busy': { sentence: 'Another Darkslide is working in this data folder.', next: 'retry' },
  cancelled: { sentence: 'Cancelled before it was sent.', next: 'retry' },
  'bad-input': { sentence: 'Something in this request is not valid.', next: 'none' },
  'not-allowed': { sentence: 'This page may not ask for that.', next: 'none' },
  'not-found': { sentence: 'That is not in the library any more.', next: 'none' },
  'database-broken': { sentence: 'The library database could not be opened.', next: 'show-log' },
  internal: { sentence: 'Something went wrong inside Darkslide; the log has the details.', next: 'show-log' },
} as const satisfies Record<string, ErrorText>;

export type ErrorCode = keyof typeof errorTexts;

const codes = Object.keys(errorTexts) as [ErrorCode, ...ErrorCode[]]; // Object.keys forgets the key type
export const errorCodeSchema = z.enum(codes);

/** A failure as it crosses a boundary: a code and the sentence to show. Never a path, a key or a stack. */
export const problemSchema = z.object({ code: errorCodeSchema, message: shownTextSchema });
export type Problem = z.infer<typeof problemSchema>;

/** Builds a problem from the table; `detail` replaces the standard sentence where there is something truer to say. */
export function problem(code: ErrorCode, detail?: string): Problem {
  return { code, message: detail ?? errorTexts[code].sentence };
}

/** The one next step that belongs to a code. */
export function nextStep(code: ErrorCode): NextStep {
  return errorTexts[code].next;
}

/** An expected failure with a code, thrown inside main and turned into a problem at the boundary. */
export class DarkslideError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, detail?: string, options?: ErrorOptions) {
    super(detail ?? errorTexts[code].sentence, options);
    this.name = 'DarkslideError';
    this.code = code;
  }

  toProblem(): Problem {
    return { code: this.code, message: this.message };
  }
}

/** SQLite's result codes, the lower byte of its extended ones; the last is a log that the disk has no room for. */
const SQLITE = { readonly: 8, ioError: 10, full: 13, cannotOpen: 14, noRoomForLog: 4874 };

/** The database refused a step because its disk is full, or cannot be written: nothing is wrong inside Darkslide. Null: it is another error. */
export function ownDiskProblem(thrown: unknown): Problem | null {
  if (!(thrown instanceof Error) || !('errcode' in thrown) || typeof thrown.errcode !== 'number') return null;
  if (thrown.errcode === SQLITE.noRoomForLog) return problem('disk-full', OWN_DISK_FULL);
  switch (thrown.errcode & 0xff) {
    case SQLITE.full:
      return problem('disk-full', OWN_DISK_FULL);
    case SQLITE.readonly:
    case SQLITE.ioError:
    case SQLITE.cannotOpen:
      return problem('folder-unwritable', 'The disk with Darkslide’s own data cannot be written.');
    default:
      return null;
  }
}

export const OWN_DISK_FULL = 'The disk with Darkslide’s own data is full.';

/** Any thrown value as a problem: known failures keep their words, a disk that refuses is named, everything else becomes `internal`. */
export function toProblem(thrown: unknown): Problem {
  return thrown instanceof DarkslideError ? thrown.toProblem() : (ownDiskProblem(thrown) ?? problem('internal'));
}
