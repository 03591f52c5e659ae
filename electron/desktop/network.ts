/**
 * Chromium kept off the network: no update checks, no reports, no dictionaries, no name look-ups. Requests to Segmind are
 * made by main itself and do not pass here.
 */
import { app, type Session } from 'electron';

const switches = [
  'disable-background-networking',
  'disable-breakpad',
  'disable-client-side-phishing-detection',
  'disable-component-update',
  'disable-default-apps',
  'disable-domain-reliability',
  'disable-sync',
  'metrics-recording-only',
  'no-default-browser-check',
  'no-first-run',
  'no-pings',
  'no-proxy-server',
];

const features = [
  'AutofillServerCommunication',
  'CertificateTransparencyComponentUpdater',
  'DialMediaRouteProvider',
  'InterestFeedContentSuggestions',
  'MediaRouter',
  'NetworkTimeServiceQuerying',
  'OptimizationHints',
  'Translate',
];

/** Must run before ready. A development server is on localhost, which then stays reachable. */
export function keepOffTheNetwork(hasDevServer: boolean): void {
  for (const name of switches) app.commandLine.appendSwitch(name);
  app.commandLine.appendSwitch('disable-features', features.join(','));
  app.commandLine.appendSwitch('force-webrtc-ip-handling-policy', 'disable_non_proxied_udp');
  app.commandLine.appendSwitch(
    'host-resolver-rules',
    `MAP * ~NOTFOUND${hasDevServer ? ', EXCLUDE localhost, EXCLUDE 127.0.0.1' : ''}`,
  );
}

/** Refuses every web request of a session, except to the development server where there is one. No spell checker, so no dictionary. */
export function closeSession(session: Session, devServer: string | null): void {
  session.setSpellCheckerEnabled(false);
  // Results leave by being dragged out; a page that saves something by itself is none of ours
  session.on('will-download', (event) => {
    event.preventDefault();
  });
  session.webRequest.onBeforeRequest(
    { urls: ['http://*/*', 'https://*/*', 'ws://*/*', 'wss://*/*', 'ftp://*/*'] },
    (details, answer) => {
      answer({ cancel: devServer === null || !isOfServer(details.url, devServer) });
    },
  );
}

function isOfServer(address: string, devServer: string): boolean {
  try {
    return new URL(address).host === new URL(devServer).host;
  } catch {
    return false;
  }
}
