/** Log groups have no observed state outside their spec. */
export type LogGroupFacts = Readonly<Record<never, never>>;
