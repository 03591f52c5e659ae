/** What the fields of a rule share: a line with its label, the question for a folder, the smallest limit. */
import type { ReactNode } from 'react';
import { call } from '../../lib/bridge.ts';
import { reportFailure } from '../../stores/report.ts';
import type { RuleForm } from './rule-draft.ts';

export type ChangeForm = (part: Partial<RuleForm>) => void;

/** A label at the left, for the eye; the control carries its own name. */
export function Line({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <>
      <span className="rule-label" aria-hidden="true">
        {label}
      </span>
      <div className="rule-value">{children}</div>
    </>
  );
}

/** Asks main for a folder; `take` gets it, unless the person closed the question. */
export function chooseFolder(
  kind: 'folder' | 'output' | 'done',
  take: (chosen: NonNullable<Awaited<ReturnType<typeof call<'watch.choose-folder'>>>>) => void,
): void {
  call('watch.choose-folder', { kind })
    .then((chosen) => {
      if (chosen !== null) take(chosen);
    })
    .catch(reportFailure);
}

/** A limit of nothing would watch and never develop: taken as the smallest. */
export function positive(usd: number | null): number | null {
  return usd === null ? null : Math.max(0.01, usd);
}
