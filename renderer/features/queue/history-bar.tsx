/** The history's filters: a name to look for, the model, how it ended. */
import { useMemo } from 'react';
import { formatCount } from '../../lib/format.ts';
import { useQueue } from '../../stores/queue-store.ts';
import { useSettings } from '../../stores/settings-store.ts';
import { Button } from '../../ui/button.tsx';
import { Select } from '../../ui/select.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { endingWords, isPast, NO_FILTER, type Ending, type HistoryFilter } from './queue-history.ts';

const endings = Object.keys(endingWords) as Ending[]; // Object.keys forgets the key type

interface HistoryBarProps {
  readonly filter: HistoryFilter;
  /** Jobs that the filter lets through. */
  readonly found: number;
  readonly onChange: (filter: HistoryFilter) => void;
}

/** The line under the queue's toolbar while the history is shown. */
export function HistoryBar({ filter, found, onChange }: HistoryBarProps) {
  const models = useSettings((settings) => settings.models);
  const jobs = useQueue((queue) => queue.jobs);
  const used = useMemo(() => new Set([...jobs.values()].filter(isPast).map((job) => job.model)), [jobs]);
  // A model that left the catalogue still has its history.
  const slugs = [...new Set([...models.map((model) => model.slug).filter((slug) => used.has(slug)), ...used])];
  const titleOf = (slug: string): string => models.find((model) => model.slug === slug)?.title ?? slug;
  return (
    <div className="queue-filters" role="search" aria-label="History">
      <TextField
        label="Find by name"
        hideLabel
        type="search"
        className="queue-find"
        placeholder="Find by name"
        value={filter.text}
        onChange={(text) => {
          onChange({ ...filter, text });
        }}
      />
      <Select
        label="Model"
        hideLabel
        className="queue-filter"
        options={[{ value: '', label: 'All models' }, ...slugs.map((slug) => ({ value: slug, label: titleOf(slug) }))]}
        value={filter.model}
        onChange={(model) => {
          onChange({ ...filter, model });
        }}
      />
      <Select
        label="Ending"
        hideLabel
        className="queue-filter"
        options={endings.map((ending) => ({ value: ending, label: endingWords[ending] }))}
        value={filter.ending}
        onChange={(ending) => {
          onChange({ ...filter, ending });
        }}
      />
      {filter !== NO_FILTER && (
        <Button
          variant="ghost"
          size="sm"
          onClick={() => {
            onChange(NO_FILTER);
          }}
        >
          Show everything
        </Button>
      )}
      <span className="ui-muted queue-found" role="status">
        {formatCount(found)} found
      </span>
    </div>
  );
}
