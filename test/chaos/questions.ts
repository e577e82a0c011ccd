/**
 * What people ask in a story over the wire: some questions come late, some answers take long, some are lost. Whoever
 * was heard must see an answer wherever the network would have taken one.
 */
import type { Answer, CommandShape } from '../../src/platforms/platform.ts';
import type { Dice } from '../../src/simulation/random.ts';

/**
 * How something is asked: `typing` wants completions, `form` a window to fill in, `filled` sends one off. A
 * `mention` is answered in the channel, where the bot keeps to longer pauses than a story lasts: no answer is owed.
 */
export type Asking = {
  /** Stands in the question and in its answer. */
  readonly key: string;
  readonly kind: 'command' | 'typing' | 'form' | 'filled' | 'mention';
  /** Longer on its way than the network lets a question wait. */
  readonly isLate: boolean;
};

export type Asked = {
  /** Has whoever asked seen the answer? */
  isSeen(): boolean;
  /** Is this request meant to answer it? */
  isAnsweredBy(path: string, body: string): boolean;
};

type Ask = (asking: Asking) => Asked;

type Question = Asking &
  Asked & {
    readonly chat: string;
    readonly takesMs: number;
    heardAt?: number;
    saidAt?: number;
    /** Answers that were lost; one is made up for. */
    faults: number;
    isExcused: boolean;
  };

export type Questions = ReturnType<typeof createQuestions>;

/** An answer that takes longer is announced by the bot, and given later. */
const promptMs = 1_500;
/** What is sent so shortly before the wire is cut may be lost. */
const underWayMs = 250;

export const commands: readonly CommandShape[] = [shape('status'), shape('subscribe')];

export function createQuestions(dice: Dice) {
  const questions: Question[] = [];
  const isOpen = (one: Question) => one.heardAt !== undefined && !one.isSeen();

  function keyIn(text: string): Question | undefined {
    const [key] = /q\d+z/.exec(text) ?? [];
    return questions.find((one) => one.key === key);
  }

  return {
    /** Somebody asks; `ask` hands it to the network. What is plain comes in time and takes no time. */
    add(chat: string, kind: Asking['kind'], ask: Ask, isPlain = false): Asked {
      const isLate = dice.next() < 0.2 && !isPlain;
      const takesMs = dice.next() < 0.3 && !isPlain ? promptMs + 200 : 0;
      const asking = { key: `q${questions.length + 1}z`, kind, isLate };
      const facts = { chat, takesMs, faults: 0, isExcused: kind === 'mention' };
      const question: Question = { ...asking, ...facts, ...ask(asking) };
      questions.push(question);
      return question;
    },
    /** The bot has heard it; resolves with what it says, after a while. */
    async hear(text: string, isAway: () => boolean): Promise<Answer> {
      const question = keyIn(text);
      if (!question) throw new Error(`nobody asked ${text}`);
      question.heardAt ??= performance.now();
      if (isAway()) question.isExcused = true;
      await new Promise((resolve) => setTimeout(resolve, question.takesMs));
      question.saidAt = performance.now();
      const message = { tone: 'info', title: `answer-${question.key}`, lines: [] } as const;
      const isForm = question.kind === 'form';
      return {
        ...{ message, isPrivate: true },
        ...(isForm && { form: { command: 'subscribe', language: 'en' } }),
      };
    },
    /** Nobody can be answered any more of those who wait. */
    excuse(chat?: string): void {
      for (const one of questions) {
        if (isOpen(one) && (chat ?? one.chat) === one.chat) one.isExcused = true;
      }
    },
    /** The bot is refused for a while: what can be posted under its name alone is lost. */
    refuse(chat: string): void {
      for (const one of questions) {
        if (isOpen(one) && one.chat === chat && one.kind === 'filled' && one.isLate) {
          one.isExcused = true;
        }
      }
    },
    /** The wire over which questions are acknowledged is cut. */
    cut(chat: string): void {
      const now = performance.now();
      for (const one of questions) {
        const acknowledgedAt = (one.heardAt ?? 0) + Math.min(one.takesMs, promptMs);
        const isNear = Math.abs(now - acknowledgedAt) < underWayMs;
        if (one.chat === chat && isNear) one.isExcused = true;
      }
    },
    /** An answer was lost. */
    lose(chat: string, path: string, body: string): void {
      const meant = questions.filter((one) => one.chat === chat && one.isAnsweredBy(path, body));
      for (const one of meant) one.faults += 1;
    },
    /** Of those that were heard. */
    wrongs(): string[] {
      return questions
        .filter((one) => isOpen(one) && !one.isExcused && one.faults < 2 && !isTooLate(one))
        .map(({ key, kind, chat }) => `${chat}: nobody answered ${kind} ${key}`);
    },
    answered: () => questions.filter((one) => one.isSeen()).length,
    all: questions as readonly Asking[],
  };
}

/** What Discord refuses, and what Slack shows nobody any more; a slow answer takes another way on Slack. */
function isTooLate({ chat, isLate, takesMs, kind }: Question): boolean {
  const hasOtherWay = chat === 'slack' && (takesMs > promptMs || kind === 'filled');
  return isLate && !hasOtherWay;
}

function shape(name: string): CommandShape {
  const option = { name: 'service', description: { en: 'Its name' }, isRequired: false };
  const say = (text: string) => ({ en: text });
  return {
    ...{ name, description: { en: name }, isPrivate: true, isManaging: false },
    options: [{ ...option, isCompleted: name === 'status' }],
    ...(name === 'subscribe' && {
      form: { title: say('Follow'), send: say('Send'), cancel: say('Cancel') },
    }),
  };
}
