/** Observed state of a cluster that is not part of its spec. */
export interface ClusterFacts {
	readonly status: string;
	readonly activeServices: number;
	/** Deleted services whose tasks are still stopping; ListServices does not return them. */
	readonly drainingServices: number;
	readonly tasks: number;
	readonly containerInstances: number;
}
