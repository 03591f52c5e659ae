/** Rules of watched folders, and what is seen of them, for tests. */
import type { DryRun, Rule, RuleHealth, RuleView } from '../../electron/contract/rule.ts';
import { folderRefSchema, ruleIdSchema } from '../../electron/contract/rule.ts';

type RulePart = Partial<Omit<Rule, 'id'>> & { readonly id?: string };

const settings: Omit<Rule, 'id' | 'folder' | 'output' | 'doneFolder' | 'createdAt'> = {
  name: 'Lightroom exports',
  recipe: {
    title: 'Golden evening',
    model: 'stable-diffusion-3-turbo-img2img',
    parameters: { prompt: 'Late evening light', strength: 0.5 },
    format: 'jpeg',
    longSide: 1536,
    name: '{name}-{recipe}-{variant}',
  },
  filters: { subfolders: true, kinds: null, ignore: [], minBytes: 0, newerThan: null },
  pairs: 'jpeg',
  changed: 'ignore',
  caps: { dayUsd: 10, hourUsd: null, totalUsd: null },
  schedule: { hours: null, mainsOnly: false },
  enabled: true,
};

/** A rule as main stores it. */
export function sampleRule({ id = 'exports', ...part }: RulePart = {}): Rule {
  return {
    ...settings,
    id: ruleIdSchema.parse(id),
    folder: '/home/ada/Pictures/Exports',
    output: null,
    doneFolder: null,
    createdAt: 1_790_000_000_000,
    ...part,
  };
}

/** Health of a rule that watches and has nothing to do. */
export function sampleHealth(part: Partial<RuleHealth> = {}): RuleHealth {
  return {
    state: 'watching',
    problem: null,
    since: 0,
    lastReachedAt: null,
    lastEventAt: null,
    lastScanAt: null,
    probeMs: 40,
    settling: 0,
    waiting: 0,
    doneToday: 0,
    spentTodayUsd: 0,
    skipped: 0,
    ...part,
  };
}

type ViewPart = Partial<Omit<RuleView, 'id' | 'health'>> & { readonly id?: string; readonly health?: Partial<RuleHealth> };

/** A rule as the page sees it. */
export function sampleView({ id = 'exports', health = {}, ...part }: ViewPart = {}): RuleView {
  return {
    ...settings,
    id: ruleIdSchema.parse(id),
    folder: folderRefSchema.parse('00000000000000aa'),
    folderLabel: 'Pictures / Exports',
    output: null,
    outputLabel: 'Exports / Darkslide',
    doneFolder: null,
    doneFolderLabel: null,
    createdAt: 1_790_000_000_000,
    health: sampleHealth(health),
    ...part,
  };
}

/** What a rule would do, as main answers. */
export function sampleDryRun(part: Partial<DryRun> = {}): DryRun {
  return {
    matches: 1240,
    lastWeek: 212,
    skipped: [
      { reason: 'own-result', count: 4, names: ['DSC_4101-golden-1.jpg'] },
      { reason: 'developed-before', count: 2, names: ['DSC_4101.jpg', 'DSC_4102.jpg'] },
      { reason: 'truncated', count: 1, names: ['DSC_4166.jpg'] },
    ],
    names: ['DSC_4127-golden-1.jpg', 'DSC_4131-golden-1.jpg', 'Café Crémieux-golden-1.jpg'],
    outputLabel: 'Exports / Darkslide',
    priceUsd: 0.08,
    durationMs: 12_600_000,
    problems: [],
    remarks: [],
    ...part,
  };
}
