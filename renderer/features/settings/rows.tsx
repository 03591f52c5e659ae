/** How a settings page is laid: sections with a head, rows with a label at the left and a control at the right. */
import type { ReactNode } from 'react';
import { useSettings } from '../../stores/settings-store.ts';
import { reportFailure } from '../../stores/report.ts';
import type { PreferencesPatch } from '../../../electron/contract/preferences.ts';

/** A titled group of rows. */
export function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className="settings-section">
      <h3>{title}</h3>
      <div className="settings-rows">{children}</div>
    </section>
  );
}

/** One row; the label is for the eye, the control carries its own name. */
export function Row({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <>
      <span className="settings-label" aria-hidden="true">
        {label}
      </span>
      <div className="settings-value">{children}</div>
    </>
  );
}

/** Changes preferences; a failure is shown. */
export function changePreferences(patch: PreferencesPatch): void {
  useSettings.getState().change(patch).catch(reportFailure);
}
