/** Which words of a command line are files for the app. Pure. */
import path from 'node:path';

interface StartWords {
  /** `process.argv`. */
  readonly words: readonly string[];
  readonly workingFolder: string;
  /** Started as `electron <app path> files…` and not as a program of its own; null: a program of its own. */
  readonly appPath: string | null;
}

/** Absolute paths of the files named at a start. Switches are left out, except after a lone `--`. */
export function filesFromWords({ words, workingFolder, appPath }: StartWords): string[] {
  const afterApp = appPath === null ? words.slice(1) : wordsAfterApp(words, workingFolder, appPath);
  const separator = afterApp.indexOf('--');
  const before = separator === -1 ? afterApp : afterApp.slice(0, separator);
  const after = separator === -1 ? [] : afterApp.slice(separator + 1);
  const files = [...before.filter((word) => !word.startsWith('-')), ...after];
  return files.filter((file) => file !== '').map((file) => path.resolve(workingFolder, file));
}

/** Everything after the word that names the app; nothing where no word does, because then no word can be told from a switch's value. */
function wordsAfterApp(words: readonly string[], workingFolder: string, appPath: string): readonly string[] {
  const place = words.findIndex((word, index) => {
    if (index === 0) return false;
    const resolved = path.resolve(workingFolder, word);
    return resolved === path.resolve(appPath) || path.dirname(path.dirname(path.dirname(resolved))) === path.resolve(appPath);
  });
  return place === -1 ? [] : words.slice(place + 1);
}
