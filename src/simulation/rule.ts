/** The contract of a detector under test: it looks at a world its own way and says what it told. */
import type { Dice } from './random.ts';
import type { World } from './world.ts';

/** From when to when people were told that it does not work. */
export type Alarm = { readonly from: number; readonly to: number };

export type Run = {
  readonly alarms: readonly Alarm[];
  /** The instants of all messages that make a sound in a channel. */
  readonly messages: readonly number[];
  readonly looks: number;
};

export type Rule = {
  readonly name: string;
  watch(world: World, dice: Dice): Run;
};

/** Writes down what is told; the alarm that is still on at the end lasts until then. */
export function createNotes() {
  const alarms: Alarm[] = [];
  const messages: number[] = [];
  let from: number | undefined;
  return {
    tell(at: number, isAlarm: boolean): void {
      messages.push(at);
      if (isAlarm) from ??= at;
      else if (from !== undefined) {
        alarms.push({ from, to: at });
        from = undefined;
      }
    },
    run(at: number, looks: number): Run {
      const open = from === undefined ? [] : [{ from, to: at }];
      return { alarms: [...alarms, ...open], messages, looks };
    },
  };
}
