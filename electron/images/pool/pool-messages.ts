/** What the pool and its workers say to each other. */
import type { Problem } from '../../contract/errors.ts';
import type { ImageTasks } from '../tasks.ts';

export type TaskName = keyof ImageTasks;

/** One task with its arguments: only pairs that belong together. */
export type TaskCall = { [Name in TaskName]: { readonly task: Name; readonly input: Parameters<ImageTasks[Name]> } }[TaskName];

export type TaskValue = Awaited<ReturnType<ImageTasks[TaskName]>>;

/** ready: the worker has loaded its decoder and takes tasks, one at a time. */
export type WorkerReply =
  | { readonly type: 'ready' }
  | { readonly type: 'done'; readonly value: TaskValue }
  | { readonly type: 'failed'; readonly problem: Problem };
