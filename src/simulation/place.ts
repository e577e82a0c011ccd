/**
 * One place that looks at a simulated check as the product does: its own pace, the canaries and the
 * other place at the moment of doubt, and a look of its own whenever the other place asks.
 */
import {
  freshCheck,
  lookTimeoutMs,
  needsCanaries,
  nextLookMs,
  observe,
} from '../detection/check.ts';
import type { Canaries } from '../detection/network.ts';
import type { Elsewhere } from '../incidents/credible.ts';
import { createRows } from '../incidents/rows.ts';
import { type View, vote, type Word } from '../incidents/vote.ts';
import type { Cause, Check, Preset, Reading } from '../model.ts';
import type { Dice } from './random.ts';
import type { Glimpse, Scene } from './scene.ts';
import type { Teller } from './teller.ts';

export type Place = {
  /** The instant of the next step. Steps of all places are to be taken in the order of time. */
  readonly due: number;
  readonly looks: number;
  step(): void;
  /** What is seen here, for the place that asks; none while it cannot be reached or cannot see. */
  answer(at: number): readonly View[];
};

export type PlaceParts = {
  readonly scene: Scene;
  readonly check: Check;
  readonly preset: Preset;
  readonly hasCanaries: boolean;
  readonly dice: Dice;
  /** Asks the other places; absent when there are none. */
  readonly ask?: (at: number) => readonly View[];
  readonly tell?: Teller;
};

/** How long it takes to find out that the canaries do not answer, or another place. */
const CANARY_TIMEOUT_MS = 3_000;
const PLACE_TIMEOUT_MS = 2_000;
const PLACE_ANSWER_MS = 100;
/** As in `vantage/`: an answer serves for a moment, and who is asked looks again no more often. */
const ANSWER_FRESH_MS = 2_500;
const LOOK_AGAIN_AFTER_MS = 5_000;

const causes: Readonly<Record<'soft' | 'hard', Cause>> = {
  soft: { code: 'timeout', kind: 'soft', phase: 'tcp', values: {} },
  hard: { code: 'http-status', kind: 'hard', phase: 'first-byte', values: { status: 503 } },
};

/** A failed look: first it lasts, then canaries and other places are asked about it. */
type Failure = { readonly reading: Reading; readonly answer?: Answer };
type Answer = { readonly canaries: Canaries; readonly word: Word | undefined };

export function createPlace(parts: PlaceParts): Place {
  const { scene, check, preset, dice } = parts;
  const rows = createRows();
  let state = freshCheck(0);
  let [due, looks, isHurried] = [dice.next() * check.everyMs, 0, false];
  let failure: Failure | undefined;
  let elsewhere: Elsewhere | undefined;
  let [others, othersAt]: [readonly View[], number] = [[], Number.NEGATIVE_INFINITY];
  let lookedForOthersAt = Number.NEGATIVE_INFINITY;

  function look(): void {
    const reading = readingOf(scene.look(due, lookTimeoutMs(state, check)), due);
    looks += 1;
    due += reading.tookMs;
    if (reading.status === 'up') takeIn(reading, { canaries: 'unasked', word: undefined });
    else failure = { reading };
  }

  function doubt(reading: Reading): void {
    const canaries = askCanaries(reading);
    const word = askOthers();
    failure = { reading, answer: { canaries, word } };
    const canariesMs = canaries === 'failing' ? CANARY_TIMEOUT_MS : 0;
    const othersMs = word === 'alone' ? PLACE_TIMEOUT_MS : word ? PLACE_ANSWER_MS : 0;
    due += Math.max(canariesMs, othersMs);
    if (due === reading.at + reading.tookMs) settle();
  }

  function settle(): void {
    if (!failure?.answer) return;
    const { reading, answer } = failure;
    failure = undefined;
    takeIn(reading, answer);
  }

  function askCanaries(reading: Reading): Canaries {
    if (!parts.hasCanaries || !needsCanaries(state, reading)) return 'unasked';
    return scene.areCanariesWorking(due) ? 'working' : 'failing';
  }

  function askOthers(): Word | undefined {
    if (!parts.ask) return undefined;
    if (due - othersAt >= ANSWER_FRESH_MS) {
      others = scene.areCanariesWorking(due) ? parts.ask(due) : [];
      othersAt = due;
    }
    const since = state.doubt?.failing?.since ?? due;
    return vote(rows.view(check.id, due), others, due - since);
  }

  function takeIn(reading: Reading, { canaries, word }: Answer): void {
    if (parts.ask && canaries !== 'failing') rows.note(check.id, reading, due);
    if (word && word !== elsewhere?.word) elsewhere = { word, since: due };
    state = observe(state, reading, { now: due, canaries, preset });
    if (!state.doubt && state.unstableSince === undefined) elsewhere = undefined;
    parts.tell?.(state, elsewhere, due);
    const waitMs = nextLookMs(state, check, dice.next());
    if (!isHurried) due += waitMs;
    isHurried = false;
  }

  function lookForOthers(at: number): void {
    if (at - lookedForOthersAt < LOOK_AGAIN_AFTER_MS) return;
    lookedForOthersAt = at;
    if (failure) isHurried = true;
    else due = Math.min(due, at);
  }

  return {
    get due() {
      return due;
    },
    get looks() {
      return looks;
    },
    step() {
      if (!failure) look();
      else if (failure.answer) settle();
      else doubt(failure.reading);
    },
    answer(at) {
      if (!scene.areCanariesWorking(at)) return [];
      // Another place is shown what was seen before it asked.
      const view = rows.view(check.id, at);
      lookForOthers(at);
      return state.unseen ? [] : [view];
    },
  };
}

function readingOf({ kind, tookMs }: Glimpse, at: number): Reading {
  if (kind === 'up') return { status: 'up', at, tookMs, timings: {} };
  return { status: 'down', at, tookMs, timings: {}, cause: causes[kind] };
}
