/** Settings, Log: where to look when something went wrong. */
import { call } from '../../lib/bridge.ts';
import { useSettings } from '../../stores/settings-store.ts';
import { reportFailure } from '../../stores/report.ts';
import { Button } from '../../ui/button.tsx';
import { Row, Section } from './rows.tsx';

/** The page. */
export function LogPage() {
  const version = useSettings((settings) => settings.version);
  const notices = useSettings((settings) => settings.notices);
  return (
    <Section title="Log">
      <Row label="File">
        <Button
          icon="log"
          onClick={() => {
            call('window.show-log', undefined).catch(reportFailure);
          }}
        >
          Show the log
        </Button>
        <p className="settings-hint">
          It has times, codes and job numbers. No key, no prompt and no picture is ever written to it.
        </p>
      </Row>
      {notices.length > 0 && (
        <Row label="At this start">
          <ul className="settings-examples" aria-label="Notices of this start">
            {notices.map((notice) => (
              <li key={`${notice.code} ${notice.message}`}>{notice.message}</li>
            ))}
          </ul>
        </Row>
      )}
      <Row label="Version">
        <p className="settings-text">Darkslide {version}</p>
      </Row>
    </Section>
  );
}
