/** The words that several formats share, for statuses and for how far an incident is. */
import type { FeedStage, Status } from '../../model.ts';

/** Of a component, as Statuspage and those who follow it write them. */
export const componentWords: Readonly<Record<string, Status>> = {
  operational: 'operational',
  degraded_performance: 'degraded',
  partial_outage: 'partial',
  major_outage: 'major',
  full_outage: 'major',
  under_maintenance: 'maintenance',
};

const stages: Readonly<Record<string, FeedStage>> = {
  investigating: 'investigating',
  investigation: 'investigating',
  'initial notification': 'investigating',
  detected: 'investigating',
  open: 'investigating',
  ongoing: 'investigating',
  active: 'investigating',
  new: 'investigating',
  'in progress': 'identified',
  in_progress: 'identified',
  inprogress: 'identified',
  update: 'identified',
  updated: 'identified',
  identified: 'identified',
  monitoring: 'monitoring',
  watching: 'monitoring',
  verifying: 'monitoring',
  resolved: 'resolved',
  completed: 'resolved',
  complete: 'resolved',
  mitigated: 'resolved',
  closed: 'resolved',
  fixed: 'resolved',
  postmortem: 'resolved',
  pir: 'resolved',
  cancelled: 'resolved',
  canceled: 'resolved',
  已恢复: 'resolved',
  已解决: 'resolved',
};

/** Undefined for a word that is not known. */
export function stageOf(word: unknown): FeedStage | undefined {
  if (typeof word !== 'string') return undefined;
  const key = word.trim().toLowerCase();
  return Object.hasOwn(stages, key) ? stages[key] : undefined;
}
