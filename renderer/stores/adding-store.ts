/** Whether something is being added: known from the first moment, before main has said anything. */
import { create } from 'zustand';

interface AddingState {
  /** Calls under way that add something. */
  readonly calls: number;
  /** Follows one of them from its start to its end. */
  readonly during: <T>(work: () => Promise<T>) => Promise<T>;
}

export const useAdding = create<AddingState>()((set) => ({
  calls: 0,
  during: async (work) => {
    set(({ calls }) => ({ calls: calls + 1 }));
    try {
      return await work();
    } finally {
      set(({ calls }) => ({ calls: calls - 1 }));
    }
  },
}));
