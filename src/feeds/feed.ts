/** The contract of a feed format: how one kind of status page is read. Pure; nothing here reaches outside. */
import type { FeedComponent, FeedIncident, FeedMaintenance, Status } from '../model.ts';

/** A document as it came over the wire. */
export type Document = {
  readonly bytes: Uint8Array;
  /** The header as it came; empty when there was none. */
  readonly contentType: string;
  readonly url: string;
};

/** A document that is text, is no web page, and is JSON or XML. */
export type Page = {
  readonly url: string;
  readonly text: string;
  /** Undefined when the text is no JSON. */
  readonly json: unknown;
};

export type Question = {
  /** The row that is asked about, where a document speaks of many services. */
  readonly product?: string | undefined;
  readonly now: number;
};

/**
 * What a document says. `operational` needs a healthy word in it, and a bad status an unhealthy one;
 * a word that is not known makes the status *unknown*.
 */
export type Said = {
  readonly status: Status;
  /** Why it is *unknown*, in words for an operator. */
  readonly reason?: string;
  readonly components: readonly FeedComponent[];
  readonly incidents: readonly FeedIncident[];
  readonly maintenance: readonly FeedMaintenance[];
};

export type Format = {
  /** As a services file calls it. */
  readonly name: string;
  /** Undefined when the document has another form. Never throws. */
  read(page: Page, question: Question): Said | undefined;
  /** False when a document of this form could be anything, so that it counts only where it is expected. */
  readonly isTelling?: false;
  /** It picks the row of a product itself; of others the component with that name is taken. */
  readonly picksProduct?: true;
  /** Nobody should ask more often; two minutes when absent. */
  readonly everyMs?: number;
  readonly mostBytes?: number;
  /** What to ask for, where a server has several forms. */
  readonly accept?: string;
  /** Where the same page lists incidents that are over; undefined when it has no such list. */
  history?(url: string): string | undefined;
};

export function unclear(reason: string): Said {
  return { status: 'unknown', reason, components: [], incidents: [], maintenance: [] };
}
