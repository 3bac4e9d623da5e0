/** Nothing is known of a log group beyond its spec. */
export type LogGroupFacts = Readonly<Record<never, never>>;
