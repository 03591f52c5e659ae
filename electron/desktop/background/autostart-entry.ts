/** The file by which a Linux desktop starts the app at login. Pure. */

interface AutostartParts {
  /** Absolute path of the program. */
  readonly program: string;
  /** Words after it. */
  readonly words: readonly string[];
  /** DARKSLIDE_HOME, where it is set: the same data at login as now. */
  readonly home: string | undefined;
}

/** Name of the file in the autostart folder. */
export const AUTOSTART_NAME = 'darkslide.desktop';

/** The content, by the Desktop Entry specification. */
export function autostartEntry({ program, words, home }: AutostartParts): string {
  const command = [...(home === undefined || home === '' ? [] : ['env', `DARKSLIDE_HOME=${home}`]), program, ...words];
  return [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Darkslide',
    'Comment=Develops the photos that arrive in watched folders',
    `Exec=${command.map(execWord).join(' ')}`,
    'Icon=darkslide',
    'Terminal=false',
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n');
}

/** One word of Exec: quoted, with the characters escaped that are special inside quotes; then as a string value, whose escapes are read first. */
function execWord(word: string): string {
  const quoted = `"${word.replaceAll(/["`$\\]/g, String.raw`\$&`).replaceAll('%', '%%')}"`;
  return quoted
    .replaceAll('\\', '\\\\')
    .replaceAll('\n', String.raw`\n`)
    .replaceAll('\t', String.raw`\t`)
    .replaceAll('\r', String.raw`\r`);
}
