/**
 * Why a service probably fails: naive Bayes over a table of evidence (`likely/rules.ts`).
 * Silence is a good answer: a class is named only when it is likelier than all others together by far
 * enough, and what a lost packet or a dead machine could also have done names nothing.
 */
import type { LikelyCause, LikelyClass } from '../model.ts';
import type { Clues } from './likely/clues.ts';
import type { Match } from './likely/match.ts';
import { type Rule, rules } from './likely/rules.ts';

export { type Clues, failingOf } from './likely/clues.ts';
export { type Change, type Course, follow, newCourse, rampOf } from './likely/course.ts';

/**
 * How often each is the reason, before anything is seen: words in 535 explained incidents of GitHub,
 * the rest judgement.
 */
const priors: Readonly<Record<LikelyClass, number>> = {
  software: 0.35,
  overload: 0.3,
  dependency: 0.12,
  network: 0.1,
  'third-party': 0.08,
  hardware: 0.03,
  planned: 0.01,
  schedule: 0.01,
  certificate: 0.0075,
  dns: 0.0075,
  attack: 0.005,
};
const classes = Object.keys(priors) as readonly LikelyClass[];

/** A class is named from here on. */
const ENOUGH = 0.6;

type Hit = { readonly rule: Rule; readonly match: Match };

/** The likely cause, or undefined when the evidence does not say. The order of the evidence does not matter. */
export function nameCause(clues: Clues): LikelyCause | undefined {
  if (clues.canaries === 'failing') return undefined;
  const hits = rules.flatMap((rule) => hit(rule, clues));
  if (hits.length === 0) return undefined;
  const weights = classes.map((name) => priors[name] * Math.exp(pointsFor(name, hits)));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const best = weights.indexOf(Math.max(...weights));
  const top = classes[best];
  const confidence = (weights[best] ?? 0) / total;
  const proof = top && strongest(top, hits);
  if (!proof || confidence < ENOUGH) return undefined;
  const { rule, match } = proof;
  const rounded = Math.floor(confidence * 100) / 100;
  return { class: top, confidence: rounded, code: rule.code, values: match.values ?? {} };
}

function hit(rule: Rule, clues: Clues): readonly Hit[] {
  const match = rule.match(clues);
  return match ? [{ rule, match }] : [];
}

function pointsFor(name: LikelyClass, hits: readonly Hit[]): number {
  return hits.reduce((sum, one) => sum + points(name, one), 0);
}

function points(name: LikelyClass, { rule, match }: Hit): number {
  return match.weight * ((match.points ?? rule.points)[name] ?? 0);
}

/** The evidence that says most for a class; the first of the table among equals. */
function strongest(name: LikelyClass, hits: readonly Hit[]): Hit | undefined {
  const telling = hits.filter((one) => points(name, one) > 0);
  return telling.toSorted((one, other) => points(name, other) - points(name, one))[0];
}
