import { type Context, createContext } from 'preact';
import { useContext } from 'preact/hooks';

/** A context, and the hook that reads it in a component; outside of the context the hook throws. */
export const contextOf = <T extends object>(name: string): readonly [Context<T | null>, () => T] => {
  const context = createContext<T | null>(null);
  const use = (): T => {
    const value = useContext(context);
    if (value === null) throw new Error(`a component is outside the ${name}`);
    return value;
  };
  return [context, use];
};
