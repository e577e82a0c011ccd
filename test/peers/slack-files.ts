/** Files in our stand-in for Slack: a place to send each to, and a look through it before it may be shown. */
import type { Body } from './slack-judge.ts';
import { createCount } from './slack-socket.ts';

type File = { readonly length: number; bytes?: Buffer; title?: string; looksLeft: number };

export function createFiles(origin: () => string) {
  const files = new Map<string, File>();
  const next = createCount();
  let looks = 0;

  return {
    files,
    /** A file may be shown only after it was asked for that often. */
    scan(times: number): void {
      looks = times;
    },
    place({ filename, length }: Body): Body {
      if (!filename || !(Number(length) > 0)) return { ok: false, error: 'invalid_arguments' };
      const id = `F${next()}`;
      files.set(id, { length: Number(length), looksLeft: looks });
      return { ok: true, file_id: id, upload_url: `${origin()}/upload/${id}` };
    },
    take(id: string, bytes: Buffer): boolean {
      const file = files.get(id);
      if (file?.length !== bytes.length) return false;
      file.bytes = bytes;
      return true;
    },
    complete({ files: named }: Body): Body {
      const list = (typeof named === 'string' ? JSON.parse(named) : named) as Body[];
      for (const { id, title } of list) {
        const file = files.get(String(id));
        if (!file?.bytes) return { ok: false, error: 'file_not_found' };
        file.title = String(title ?? '');
      }
      return { ok: true, files: list };
    },
    /** May this be the picture of a block? */
    isShowable(image: unknown): boolean {
      const { slack_file: source, alt_text: alt } = (image ?? {}) as Body;
      const file = files.get(String((source as Body | undefined)?.id));
      if (!file?.bytes || file.title === undefined) return false;
      if (typeof alt !== 'string' || alt === '' || alt.length > 2000) return false;
      file.looksLeft -= 1;
      return file.looksLeft < 0;
    },
  };
}
