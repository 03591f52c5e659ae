/**
 * Loaded by Electron before the app (`-r`): Playwright makes every Electron use a mock of the keychain; this gives back the
 * keychain that the command line names, or the one Chromium chooses by itself.
 */
const { app } = require('electron');

const prefix = '--password-store=';
const named = process.argv.find((word) => word.startsWith(prefix));
app.commandLine.removeSwitch('use-mock-keychain');
app.commandLine.removeSwitch('password-store');
if (named !== undefined) app.commandLine.appendSwitch('password-store', named.slice(prefix.length));
